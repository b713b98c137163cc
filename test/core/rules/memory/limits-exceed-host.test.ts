import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/memory/limits-exceed-host.ts';
import { clusterFacts } from '../../../builders/facts.ts';
import { onHosts } from '../../../builders/hosts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('memory/limits-exceed-host', () => {
  const host = { total_system_memory: 10 * 2 ** 30, maxmemory: 1.5 * 2 ** 30 };

  test('adds up the limits of all nodes of a host', () => {
    expect(verdict(rule, { now: clusterFacts({ everyNode: { info: host } }) })).toMatchObject({
      status: 'pass',
      evidence: { hosts: [{ host: '127.0.0.1', nodes: 6, percent: 90 }] },
    });
    const more = { everyNode: { info: host }, nodes: { 7001: { info: { ...host, maxmemory: 2 * 2 ** 30 } } } };
    expect(verdict(rule, { now: clusterFacts(more) })).toMatchObject({
      status: 'fail',
      message: 'limits of 9.5 GiB for 6 nodes of 127.0.0.1, which has 10 GiB (limit 90 %)',
    });
  });

  test('judges each host for itself', () => {
    const small = { total_system_memory: 2 ** 30, maxmemory: 2 ** 30 };
    const facts = clusterFacts({ everyNode: { info: host }, nodes: { 7006: { info: small } } });
    expect(verdict(rule, { now: onHosts(facts, { 7006: '10.0.0.6' }) })).toMatchObject({
      status: 'fail',
      evidence: { hosts: [{ host: '10.0.0.6', nodes: 1, percent: 100 }] },
    });
  });

  test('is unknown where a node cannot be read and the others fit', () => {
    const now = clusterFacts({ nodes: { 7001: { noInfo: failed('busy', 'BUSY') } } });
    expect(verdict(rule, { now }).status).toBe('unknown');
  });
});
