import { describe, expect, test } from '@jest/globals';
import { failed } from '../../../lib/core/observed.ts';
import type { NodeChange } from '../../builders/facts.ts';
import { chosenPorts, GIB, planOf, type SavingChange, savingFacts, verdicts } from './saving-cluster.ts';

const info = (fields: NonNullable<NodeChange['info']>): NodeChange => ({ info: fields });
const line = (port: number, behind: number, lag = 0, ip = `10.0.0.${port - 7000}`) => ({
  ip,
  port,
  state: 'online',
  offset: 5_000_000 - behind,
  lag,
});

/** What is so about 7004, the only replica of 7001, and what is then said of it. */
const refused: readonly (readonly [what: string, change: SavingChange, reason: string])[] = [
  ['it is flagged as failed', { flags: { 7004: ['fail'] } }, 'most of the nodes say that it is gone'],
  [
    'it does not answer',
    { nodes: { 7004: { noInfo: failed('timeout', 'no reply within 2000 ms') } } },
    'it could not be read: no reply within 2000 ms',
  ],
  [
    'the user may not ask',
    { nodes: { 7004: { noInfo: failed('no-permission', 'the user may not run info') } } },
    'it could not be read: the user may not run info',
  ],
  ['it says that it is a primary', { nodes: { 7004: info({ role: 'master' }) } }, 'it says that it is a primary now'],
  ['it names no role', { nodes: { 7004: info({ role: undefined }) } }, 'it does not say whether it is a replica'],
  ['it loads', { nodes: { 7004: info({ loading: 1 }) } }, 'it is reading its dataset'],
  [
    'it gets a full sync',
    { nodes: { 7004: info({ master_sync_in_progress: 1, master_link_status: 'down' }) } },
    'it is being sent the whole dataset by its primary',
  ],
  ['its link is down', { nodes: { 7004: info({ master_link_status: 'down' }) } }, 'its link to the primary is down'],
  [
    'it does not tell of its link',
    { nodes: { 7004: info({ master_link_status: undefined }) } },
    'its link to the primary is down',
  ],
  ['it saves', { nodes: { 7004: info({ rdb_bgsave_in_progress: 1 }) } }, 'a save runs on it'],
  ['it rewrites', { nodes: { 7004: info({ aof_rewrite_in_progress: 1 }) } }, 'an AOF rewrite runs on it'],
  [
    'a rewrite is scheduled',
    { nodes: { 7004: info({ aof_rewrite_scheduled: 1 }) } },
    'an AOF rewrite that is about to begin runs on it',
  ],
  ['a module forked', { nodes: { 7004: info({ module_fork_in_progress: 1 }) } }, 'a fork of a module runs on it'],
  [
    'a primary on its host rewrites',
    { hosts: { 7004: '10.0.0.2' }, nodes: { 7002: info({ aof_rewrite_in_progress: 1 }) } },
    'an AOF rewrite runs on its host, at 10.0.0.2:7002',
  ],
  [
    'it is further behind than a server would let it',
    { nodes: { 7001: { replicas: [line(7004, 65 * 2 ** 20)] } } },
    'it is 65 MiB behind (limit 64 MiB)',
  ],
  [
    'it has been silent for longer than a server would let it',
    { nodes: { 7001: { replicas: [line(7004, 0, 11)] } } },
    'it has acknowledged nothing for 11 s (limit 10 s)',
  ],
  [
    'its memory is not told',
    { nodes: { 7004: info({ total_system_memory: undefined }) } },
    'whether the memory suffices for a fork is not known: INFO memory does not say',
  ],
  [
    'a quarter of it more is too much for its host',
    { nodes: { 7004: info({ used_memory_rss: 12 * GIB }) } },
    '12 GiB in use on its host and 3 GiB to copy exceed 90 % of 16 GiB',
  ],
  [
    'its last save copied more than there is room for',
    { nodes: { 7004: info({ used_memory_rss: 8 * GIB, rdb_last_cow_size: 7 * GIB }) } },
    '8 GiB in use on its host and 7 GiB to copy exceed 90 % of 16 GiB',
  ],
  [
    'the others on its host leave no room',
    {
      hosts: { 7004: '10.0.0.2' },
      nodes: { 7002: info({ used_memory_rss: 10 * GIB }), 7004: info({ used_memory_rss: 4 * GIB }) },
    },
    '14 GiB in use on its host and 1 GiB to copy exceed 90 % of 16 GiB',
  ],
];

describe('a replica does not save when', () => {
  test.each(refused)('%s', (_, change, reason) => {
    const plan = planOf(savingFacts(change));
    expect(verdicts(plan)[7004]).toContain(`refused: ${reason}`);
    expect(chosenPorts(plan)[0]).toBeNull();
    expect(chosenPorts(plan).slice(1)).toEqual([7005, 7006]);
  });
});

/** What is so, and who saves. */
const chosen: readonly (readonly [what: string, change: SavingChange, who: readonly (number | null)[]])[] = [
  ['all are well', {}, [7004, 7005, 7006]],
  [
    'its last save failed: the next one may not',
    { nodes: { 7004: info({ rdb_last_bgsave_status: 'err' }) } },
    [7004, 7005, 7006],
  ],
  [
    'it is as far behind as a server lets it be',
    { nodes: { 7001: { replicas: [line(7004, 64 * 2 ** 20, 10)] } } },
    [7004, 7005, 7006],
  ],
  [
    'its memory is just enough',
    { nodes: { 7004: info({ used_memory_rss: 11 * GIB, rdb_last_cow_size: 3 * GIB }) } },
    [7004, 7005, 7006],
  ],
  [
    'its primary is silent and its link still up',
    { nodes: { 7001: { noInfo: failed('timeout', 'silent') } } },
    [7004, 7005, 7006],
  ],
  ['a shard has no replica, and another has two', { follows: { 7005: 7001 } }, [7004, null, 7006]],
  [
    'a primary is silent: the shard of another one saves',
    { nodes: { 7002: { noInfo: failed('timeout', 'silent') } } },
    [7004, 7005, 7006],
  ],
];

describe('a replica saves though, or because,', () => {
  test.each(chosen)('%s', (_, change, who) => expect(chosenPorts(planOf(savingFacts(change)))).toEqual(who));
});

/** Two replicas of 7001: what they are like, and who is taken. */
const choices: readonly (readonly [what: string, change: SavingChange['nodes'], who: number, other: string])[] = [
  [
    'the one that is less behind',
    { 7001: { replicas: [line(7004, 300), line(7005, 120)] } },
    7005,
    'spare: it is 300 bytes behind, last heard of 0 s ago',
  ],
  [
    'of equals the one that was heard of last',
    { 7001: { replicas: [line(7004, 0, 3), line(7005, 0, 1)] } },
    7005,
    'spare: it is 0 bytes behind, last heard of 3 s ago',
  ],
  [
    'of equals in everything the one whose id comes first',
    { 7001: { replicas: [line(7005, 0), line(7004, 0)] } },
    7004,
    'spare: it is as good, and the id of the chosen one comes first',
  ],
  [
    'the fit one, be it further behind',
    { 7001: { replicas: [line(7004, 0), line(7005, 5000)] }, 7004: info({ rdb_bgsave_in_progress: 1 }) },
    7005,
    'refused: a save runs on it',
  ],
  [
    'the one of which it is known how far behind it is',
    { 7001: { replicas: [line(7005, 9000)] }, 7004: info({ slave_repl_offset: undefined }) },
    7005,
    'spare: nobody knows how far it is behind',
  ],
  [
    'by its own offset the one of which its primary tells nothing, as under another address',
    { 7001: { replicas: [line(7005, 500)] }, 7004: info({ slave_repl_offset: 4_999_900 }) },
    7004,
    'spare: it is 500 bytes behind, last heard of 0 s ago',
  ],
];

describe('of two fit replicas saves', () => {
  test.each(choices)('%s', (_, nodes, who, other) => {
    const plan = planOf(savingFacts({ follows: { 7005: 7001 }, nodes: nodes ?? {} }));
    expect(chosenPorts(plan)[0]).toBe(who);
    expect(verdicts(plan)[who === 7004 ? 7005 : 7004]).toBe(other);
    expect(plan.shards[0]?.replicas.map(({ address }) => address)[0]).toContain(String(who));
  });
});

describe('of each replica is noted', () => {
  test('that its last save failed', () => {
    const plan = planOf(savingFacts({ nodes: { 7004: info({ rdb_last_bgsave_status: 'err' }) } }));
    expect(verdicts(plan)[7004]).toMatch(/^chosen: its link is up, .*; its last save failed$/);
  });

  test('that others on its host could not be read, whose memory nobody knows', () => {
    const silent = { noInfo: failed('timeout', 'silent') };
    const plan = planOf(savingFacts({ hosts: { 7004: '10.0.0.2' }, nodes: { 7002: silent } }));
    expect(verdicts(plan)[7004]).toContain('chosen: its link is up, ');
    expect(verdicts(plan)[7004]).toContain('; the memory of 1 more on its host is not known');
  });
});

/** Who lives where, and the shards of each round. */
const hosts: readonly (readonly [what: string, at: SavingChange['hosts'], rounds: readonly (readonly string[])[]])[] = [
  ['each on a host of its own: all at once', {}, [['0', '5461', '10923']]],
  ['two on one host: one of them later', { 7004: 'h', 7005: 'h' }, [['0', '10923'], ['5461']]],
  ['all on one host: one by one', { 7004: 'h', 7005: 'h', 7006: 'h' }, [['0'], ['5461'], ['10923']]],
  ['beside a primary: that one does not fork', { 7004: '10.0.0.2' }, [['0', '5461', '10923']]],
];

describe('replicas that save are', () => {
  test.each(hosts)('%s', (_, at, rounds) => {
    const plan = planOf(savingFacts({ hosts: at ?? {} }));
    expect(plan.rounds).toEqual(rounds);
    expect(plan.shards.map(({ round }) => round)).toEqual(
      plan.shards.map(({ shard }) => rounds.findIndex((round) => round.includes(shard)) + 1),
    );
  });
});

test('slots that nobody owns are told', () => {
  const facts = savingFacts();
  const common = facts.views.common?.members ?? [];
  const members = common.map((member) => ({ ...member, slots: member.slots.filter(([first]) => first !== 5461) }));
  expect(planOf({ ...facts, views: { common: { members } } }).uncovered).toEqual([[5461, 10_922]]);
});
