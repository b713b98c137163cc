import { describe, expect, test } from '@jest/globals';
import { commandRows, knownCommands } from '../../../lib/core/explain/commands.ts';
import { commandKind, explainCommand, generalRemark } from '../../../lib/core/explain/explain.ts';

describe('the kind of a command', () => {
  test.each([
    ['psync', 'internal'],
    ['replconf', 'internal'],
    ['asking', 'internal'],
    ['cluster|slots', 'topology'],
    ['cluster|shards', 'topology'],
    ['cluster|setslot', 'admin'],
    ['cluster|failover', 'admin'],
    ['cluster', 'admin'],
    ['config|get', 'admin'],
    ['memory|malloc-stats', 'admin'],
    ['client|tracking', 'admin'],
    ['ping', 'admin'],
    ['save', 'heavy'],
    ['keys', 'whole collection'],
    ['hgetall', 'whole collection'],
    ['eval', 'script'],
    ['xinfo|stream', 'heavy'],
    ['get', 'fast'],
    ['hget', 'fast'],
    ['publish', 'pubsub'],
    ['blpop', 'blocking'],
    ['ft.search', 'module'],
    ['zrank', 'fast'],
    ['lcs', 'heavy'],
    ['xgroup|create', 'heavy'],
    ['a-command-of-tomorrow', 'heavy'],
  ])('%s is %s', (command, kind) => {
    expect(commandKind(command)).toBe(kind);
  });
});

describe('an explanation of a command', () => {
  test('carries what it is, why it takes long and what to do', () => {
    expect(explainCommand('hgetall')).toEqual({
      title: 'HGETALL',
      kind: 'whole collection',
      cost: 'O(N) fields',
      what: 'A whole hash.',
      why: 'A large hash, copied into one reply.',
      todo: 'HMGET of the fields needed, HSCAN; split the hash.',
    });
  });

  test('names the rule that watches for it', () => {
    expect(explainCommand('bgsave')).toMatchObject({ title: 'BGSAVE', rule: 'rdb/save-ran-on-primary' });
  });

  test('a small command that the table does not name cannot be the cause itself', () => {
    expect(explainCommand('zrank')).toMatchObject({
      title: 'ZRANK',
      why: expect.stringContaining('cannot be the cause'),
    });
  });

  test('a subcommand takes the row of its own before that of the whole command', () => {
    expect(explainCommand('client|list').cost).toBe('O(N) clients');
    expect(explainCommand('client|setname').cost).toBe('O(1)');
  });

  test('comes with a remark on what the time means', () => {
    expect(generalRemark).toContain('All other clients of that node waited that long');
  });

  test.each(commandRows.map((row) => [row.names, row] as const))('%s: every column says something', (names, row) => {
    expect(names).toMatch(/^[a-z]/);
    for (const text of [row.cost, row.what, row.why, row.todo]) expect(text).toMatch(/\S{2}/);
    for (const sentence of [row.what, row.why, row.todo]) expect(sentence).toMatch(/[.)]$/);
  });

  test('no command stands in two rows', () => {
    const names = commandRows.flatMap((row) => row.names.split(' '));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('names are lower case, with at most one subcommand', () => {
    expect([...knownCommands()].filter((name) => !/^[a-z_-]+(\|[a-z-]+)?$/.test(name))).toEqual([]);
  });
});
