import { describe, expect, test } from '@jest/globals';
import { failed, ok, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/aof/replay-blocked-by-acl.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { failing, verdict } from '../../../builders/verdict.ts';

/** What `ACL SETUSER default off -@all` leaves. */
const trap: NodeChange = { aclDefault: ok({ flags: ['off'], commands: '-@all', keys: '~*' }) };

describe('aof/replay-blocked-by-acl', () => {
  test('fails on every node whose default user lost its rights', () => {
    const now = clusterFacts({ everyNode: trap });
    expect(failing(rule, { now })).toHaveLength(6);
    expect(verdict(rule, { now }, 7001)).toMatchObject({
      severity: 'critical',
      message: 'version 7.2.13 replays with the rights of user default: +@all is missing',
      evidence: { version: '7.2.13', lacking: ['+@all is missing'], commands: '-@all', keys: '~*' },
    });
  });

  test.each([
    {
      why: 'the user is off and keeps its rights',
      node: { aclDefault: ok({ flags: ['off'], commands: '+@all', keys: '~*' }) },
    },
    { why: 'the version replays everything', node: { ...trap, info: { redis_version: '6.2.16' } } },
    { why: 'the version is mended', node: { ...trap, info: { redis_version: '7.2.4', valkey_version: '9.1.2' } } },
  ])('passes when $why', ({ node }) => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: node } }) }, 7001).status).toBe('pass');
  });

  test('is unknown when the rights may not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { aclDefault: failed('no-permission', 'NOPERM acl|getuser') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: 'acl.default' }] });
  });

  test.each([
    { where: 'the AOF is off', node: { ...trap, info: { aof_enabled: 0 } } },
    { where: 'the server has no ACL', node: { aclDefault: unsupported('ERR unknown command `ACL`') } },
  ])('is skipped where $where', ({ node }) => {
    expect(verdict(rule, { now: clusterFacts({ nodes: { 7001: node } }) }, 7001).status).toBe('skipped');
  });
});
