import { describe, expect, test } from '@jest/globals';
import { eventRows } from '../../../lib/core/explain/events.ts';
import { explainEvent } from '../../../lib/core/explain/explain.ts';

describe('an explanation of a latency event', () => {
  test('says what is timed, its usual cause and what to do', () => {
    expect(explainEvent('aof-write-pending-fsync')).toEqual({
      title: 'aof-write-pending-fsync',
      what: 'A write to the AOF while an fsync runs.',
      why: 'The disk cannot sync in time: the kernel makes the write wait.',
      todo: 'A faster disk for the AOF; nothing else on it; see `aof/fsync-delayed`.',
      rule: 'latency/disk-spike',
    });
  });

  test.each([
    ['command', 'latency/command-spike'],
    ['fast-command', 'latency/command-spike'],
    ['fork', 'latency/fork-slow'],
    ['aof-stat', 'latency/disk-spike'],
    ['rdb-unlink-temp-file', 'latency/disk-spike'],
    ['cluster-config-dir-fsync', 'latency/disk-spike'],
    ['expire-del', 'latency/deletion-spike'],
    ['evict-del', 'latency/deletion-spike'],
    ['module-acquire-GIL', 'latency/background-spike'],
    ['an-event-of-tomorrow', 'latency/background-spike'],
  ])('%s belongs to %s', (event, rule) => {
    expect(explainEvent(event)).toMatchObject({ title: event, rule });
  });

  test('says which servers report it where not all do', () => {
    expect(explainEvent('aof-rewrite-diff-write').versions).toBe('until 6.2');
    expect(explainEvent('command')).not.toHaveProperty('versions');
  });

  test('no event stands in two rows', () => {
    const names = eventRows.flatMap((row) => row.names.split(' '));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test.each(eventRows.map((row) => [row.names, row] as const))('%s: every column says something', (_, row) => {
    for (const sentence of [row.what, row.why, row.todo]) expect(sentence).toMatch(/\S{2}.*\.$/);
  });
});
