import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/persistence/files-shared-between-nodes.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { onHosts } from '../../../builders/hosts.ts';
import { verdict } from '../../../builders/verdict.ts';

/** 7001 and 7002 have one directory. */
const pair = (first: NodeChange = {}, second: NodeChange = {}) => {
  const dir = { dir: '/var/lib/redis' };
  const change = (of: NodeChange): NodeChange => ({ ...of, config: { ...dir, ...of.config } });
  return clusterFacts({ nodes: { 7001: change(first), 7002: change(second) } });
};

describe('persistence/files-shared-between-nodes', () => {
  test('passes where each node has a directory of its own', () => {
    expect(verdict(rule, { now: clusterFacts() }).status).toBe('pass');
  });

  test('fails where two have one, and the same file names', () => {
    expect(verdict(rule, { now: pair() })).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: '127.0.0.1:7001 and 127.0.0.1:7002 both write dump.rdb and appendonlydir in /var/lib/redis',
      evidence: {
        shared: [
          {
            nodes: ['127.0.0.1:7001', '127.0.0.1:7002'],
            dir: '/var/lib/redis',
            files: ['dump.rdb', 'appendonlydir'],
          },
        ],
      },
    });
  });

  test('counts the pairs where more than two share it', () => {
    const now = clusterFacts({ everyNode: { config: { dir: '/data' } } });
    expect(verdict(rule, { now }).message).toMatch(/, and 14 more$/);
  });

  test.each([
    ['fails by the RDB alone', pair({ config: { appenddirname: 'a' } }), 'fail'],
    ['fails by the AOF alone', pair({ config: { dbfilename: 'a.rdb' } }), 'fail'],
    ['passes with other file names', pair({ config: { dbfilename: 'a.rdb', appenddirname: 'a' } }), 'pass'],
    ['passes on two hosts', onHosts(pair(), { 7002: '10.0.0.2' }), 'pass'],
    ['passes for a container', pair({ info: { process_id: 1 } }), 'pass'],
    ['passes for two containers', pair({ info: { process_id: 7 } }, { info: { process_id: 7 } }), 'pass'],
  ])('%s', (_, now, status) => {
    expect(verdict(rule, { now }).status).toBe(status);
  });

  test('is unknown where the settings of a node cannot be read', () => {
    const now = clusterFacts({ nodes: { 7003: { noConfig: failed('no-permission', 'NOPERM') } } });
    expect(verdict(rule, { now }).status).toBe('unknown');
  });
});
