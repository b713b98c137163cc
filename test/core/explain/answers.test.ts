import { describe, expect, test } from '@jest/globals';
import { explainCommand } from '../../../lib/core/explain/explain.ts';

const answer = (command: string, shape?: string): string => explainCommand(command, shape).answer ?? '';
const sentences = (text: string): number => text.split(/[.!?](?:\s|$)/).filter((each) => each !== '').length;

describe('the answer about PSYNC', () => {
  test.each([
    ['PSYNC ? -1', 'nothing to go on from'],
    ['PSYNC 2a14c4d8 1', 'nothing to go on from'],
    ['psync <id> 850458573', 'asks only for the part it missed'],
    ['PSYNC <id> <offset>', 'asks only for the part it missed'],
  ])('%s: the replica %s', (shape, told) => {
    expect(answer('psync', shape)).toContain(told);
  });

  test('without arguments covers both forms', () => {
    expect(answer('psync')).toContain('`PSYNC ? -1`');
    expect(answer('psync')).toContain('`PSYNC <id> <offset>`');
  });

  test.each(['PSYNC ? -1', 'PSYNC <id> 850458573', 'PSYNC'])(
    '%s: says who, why, when to ignore it, where to look, what to do',
    (shape) => {
      const text = answer('psync', shape);
      expect(text).toContain('applications never do');
      expect(text).toContain('10 to 30 ms for each GB');
      expect(text).toContain('can be ignored');
      expect(text).toMatch(/client address/);
      expect(text).toContain('`sync_partial_err`');
      expect(text).toContain('`repl-backlog-size`');
      expect(text).toContain('replication/full-resync-loop');
    },
  );

  test('a full copy: the slow log shows the fork, or with a delay nothing at all', () => {
    expect(answer('psync', 'PSYNC ? -1')).toContain('stays out of the slow log, and only the latency event `fork`');
  });

  test('a partial one: counters tell a refused request from a stall', () => {
    expect(answer('psync', 'PSYNC <id> 850458573')).toContain('`sync_partial_ok` in the second');
  });
});

describe('the answer about CLUSTER SLOTS', () => {
  const text = answer('cluster|slots');

  test.each([
    ['who sends it', 'neither replicas nor the cluster itself send it'],
    ['when', 'after a MOVED reply'],
    ['why it is slow', 'slots scattered one by one'],
    ['when to ignore it', 'can be ignored'],
    ['where to look', 'client address and name'],
    ['what to do', 'refresh once for each process'],
    ['where it differs', 'Valkey from 8.0 keeps the reply'],
    ['which rule watches', 'commands/topology-storm'],
  ])('says %s', (_, words) => {
    expect(text).toContain(words);
  });
});

test.each([
  ['PSYNC ? -1', 'psync'],
  ['PSYNC <id> 850458573', 'psync'],
  ['PSYNC', 'psync'],
  ['CLUSTER SLOTS', 'cluster|slots'],
])('%s is answered in 4 to 8 sentences', (shape, command) => {
  expect(sentences(answer(command, shape))).toBeGreaterThanOrEqual(4);
  expect(sentences(answer(command, shape))).toBeLessThanOrEqual(8);
});

test('other commands have the short texts only', () => {
  expect(explainCommand('cluster|nodes')).not.toHaveProperty('answer');
});
