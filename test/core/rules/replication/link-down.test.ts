import { describe, expect, test } from '@jest/globals';
import type { ReplicaLine } from '../../../../lib/core/facts.ts';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/replication/link-down.ts';
import { type ClusterChange, clusterFacts, type NodeChange, nodeId } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { standaloneFacts } from '../../../builders/standalone.ts';
import { twoAudits } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const down = (info: Readonly<Record<string, string | number>>) =>
  clusterFacts({ nodes: { 7004: { info: { master_link_status: 'down', ...info } } } });

const line = (port: number, state = 'online', ip = '127.0.0.1'): ReplicaLine => ({
  ip,
  port,
  state,
  offset: 1,
  lag: 0,
});

/** What 7001 makes of its replicas. */
const lists = (replicas: readonly ReplicaLine[], change: ClusterChange = {}) =>
  clusterFacts({ ...change, nodes: { ...change.nodes, 7001: { replicas } } });

describe('replication/link-down', () => {
  test('passes while the link is up', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7004)).toMatchObject({ status: 'pass' });
  });

  test('fails when the link has been down for longer than the limit', () => {
    expect(verdict(rule, { now: down({ master_link_down_since_seconds: 66 }) }, 7004)).toMatchObject({
      status: 'fail',
      severity: 'critical',
      message: 'the link to its primary is down for 66 s, above 60 s',
      evidence: { downSeconds: 66, failAboveSeconds: 60 },
    });
  });

  test('passes up to the limit, which can be set', () => {
    const now = down({ master_link_down_since_seconds: 6 });
    expect(verdict(rule, { now }, 7004)).toMatchObject({ status: 'pass' });
    expect(verdict(rule, { now, options: { failAboveSeconds: 3 } }, 7004)).toMatchObject({ status: 'fail' });
  });

  test.each([
    ['a young process whose link was never up', -1, 30, 'pass'],
    ['a process whose link was never up', -1, 61, 'fail'],
    ['the same in an old version, which counts from 1970', 1_772_334_000, 61, 'fail'],
    ['a young process in an old version', 1_772_334_000, 30, 'pass'],
  ])('takes the age of the process for %s', (_, since, uptime, status) => {
    const now = down({ master_link_down_since_seconds: since, uptime_in_seconds: uptime });
    expect(verdict(rule, { now }, 7004)).toMatchObject({ status });
  });

  test('says of a link that was never up that it may be down for less', () => {
    const now = down({ master_link_down_since_seconds: -1, uptime_in_seconds: 900 });
    expect(verdict(rule, { now }, 7004)).toMatchObject({
      message: 'the link to its primary has not been up yet, for 900 s at most, above 60 s',
      evidence: { downSeconds: 900, atMost: true },
    });
  });

  test.each<[string, NodeChange, number, string]>([
    ['a primary that became a replica since the last audit', { info: { master_link_status: undefined } }, 60, 'pass'],
    ['one that was given another primary since', {}, 60, 'pass'],
    ['a former primary, as long as nobody can know', { info: { master_link_status: undefined } }, 300, 'unknown'],
    ['one without a link in two audits running', { info: { master_link_status: 'down' } }, 60, 'fail'],
    ['another process than before', { info: { run_id: 'another' } }, 60, 'fail'],
  ])('judges a link that was never up: %s', (_, then, seconds, status) => {
    const never = { info: { master_link_status: 'down', master_link_down_since_seconds: -1 } };
    expect(verdict(rule, twoAudits(7004, then, never, seconds), 7004)).toMatchObject({ status });
  });

  test('passes while a sync is under way', () => {
    const now = down({ master_link_down_since_seconds: 600, master_sync_in_progress: 1 });
    expect(verdict(rule, { now }, 7004)).toMatchObject({ status: 'pass', evidence: { syncInProgress: true } });
  });

  test('fails when its primary leaves it out in two audits running', () => {
    expect(verdict(rule, { now: lists([], { at: 60 }), before: [lists([])] }, 7004)).toMatchObject({
      status: 'fail',
      message: 'its primary has not listed it as an online replica in two audits running',
    });
  });

  test.each([
    ['at first sight', lists([], { at: 60 }), clusterFacts()],
    ['when it is back', lists([line(7004)], { at: 60 }), lists([])],
    ['when its primary cannot be read', clusterFacts({ at: 60, nodes: { 7001: silent } }), lists([])],
    ['when the list uses addresses of its own', lists([line(6379, 'online', '10.0.0.9')], { at: 60 }), lists([])],
  ])('passes over what its primary lists %s', (_, now, before) => {
    expect(verdict(rule, { now, before: [before] }, 7004)).toMatchObject({ status: 'pass' });
  });

  test.each([
    ['an RDB download', line(0)],
    ['a replica that is still waiting', line(7004, 'wait_bgsave')],
  ])('does not take %s in the list for an online replica', (_, entry) => {
    const judged = { now: lists([entry], { at: 60 }), before: [lists([entry])] };
    expect(verdict(rule, judged, 7004)).toMatchObject({ status: 'fail' });
  });

  test('blames only the replica that is left out', () => {
    const both: ClusterChange = {
      member: (member, port) => (port === 7005 ? { ...member, primaryId: nodeId(7001) } : member),
    };
    const judged = { now: lists([line(7005)], { at: 60, ...both }), before: [lists([line(7005)], both)] };
    expect(verdict(rule, judged, 7004)).toMatchObject({ status: 'fail' });
    expect(verdict(rule, judged, 7005)).toMatchObject({ status: 'pass' });
  });

  test('does not blame a replica for another one whose link is down', () => {
    const both: ClusterChange = {
      member: (member, port) => (port === 7005 ? { ...member, primaryId: nodeId(7001) } : member),
      nodes: { 7005: { info: { master_link_status: 'down', master_link_down_since_seconds: 90 } } },
    };
    const elsewhere = [line(6379, 'online', '10.0.0.9')];
    const judged = { now: lists(elsewhere, { at: 60, ...both }), before: [lists(elsewhere, both)] };
    expect(verdict(rule, judged, 7004)).toMatchObject({ status: 'pass' });
    expect(verdict(rule, judged, 7005)).toMatchObject({ status: 'fail', evidence: { downSeconds: 90 } });
  });

  test('is unknown where the replica could not be read', () => {
    const now = clusterFacts({ nodes: { 7004: { noInfo: failed('busy', 'BUSY') } } });
    expect(verdict(rule, { now }, 7004)).toMatchObject({ status: 'unknown' });
  });

  test('is skipped on a primary', () => {
    expect(verdict(rule, { now: clusterFacts() }, 7001)).toMatchObject({ status: 'skipped', message: 'a primary' });
  });

  test('works without cluster mode', () => {
    const info = { master_link_status: 'down', master_link_down_since_seconds: 66 };
    expect(verdict(rule, { now: standaloneFacts({ nodes: { 7004: { info } } }) }, 7004)).toMatchObject({
      status: 'fail',
    });
  });
});
