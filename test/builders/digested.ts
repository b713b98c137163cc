import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import { joinedCopies } from '../../lib/adapters/stores/shared/copies-records.ts';
import { digestStore } from '../../lib/adapters/stores/shared/digest-records.ts';
import { historyArchive } from '../../lib/adapters/stores/shared/history-records.ts';
import type { ObjectStore } from '../../lib/adapters/stores/shared/object-store.ts';
import { recordStore } from '../../lib/adapters/stores/shared/records.ts';
import { silenceStore } from '../../lib/adapters/stores/shared/silence-records.ts';
import { assess } from '../../lib/assess.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import type { Intervals } from '../../lib/core/audit-order.ts';
import type { ClusterFacts, SlowlogEntry } from '../../lib/core/facts.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import type { Silence } from '../../lib/core/silence.ts';
import { type DigestInput, type DigestReader, type DigestTools, readAndCompose } from '../../lib/digest.ts';
import type { Sink } from '../../lib/ports.ts';
import { digestPage } from '../../lib/report/digest/html.ts';
import { digestMessage } from '../../lib/report/digest/message.ts';
import { outlineOf } from '../../lib/report/digest/outline.ts';
import { ruleSet } from '../harness/audits.ts';
import { mailbox } from '../harness/mailbox.ts';
import { type ClusterChange, clusterFacts, nodeId, type Port, start } from './facts.ts';
import { silenceOf } from './silences.ts';
import { slowEntry } from './slowlog.ts';

const HOUR = 3600;

/** Rules that the stories are judged by: few, so that a story says what it means to. */
const judged = [
  'aof/not-enabled',
  'persistence/primary-restarts-empty',
  'topology/node-unreachable',
  'topology/failover-happened',
  'slowlog/very-slow-command',
];

/** A store with what audits have left in it, and what a digest is made with. */
export interface DigestStage {
  readonly objects: ObjectStore;
  readonly reader: DigestReader;
  audit(this: void, change: ClusterChange, sinks?: readonly Sink[]): Promise<void>;
  silence(this: void, ...silences: readonly Silence[]): Promise<void>;
  tools(this: void, sinks: readonly Sink[]): DigestTools;
}

export function digestStage(objects: ObjectStore = memoryStore()): DigestStage {
  const records = recordStore(objects);
  const silences = silenceStore(objects);
  const reader: DigestReader = {
    facts: records,
    history: historyArchive(objects),
    copies: joinedCopies(objects),
    state: records,
    silences,
    windowsAround: () => [],
  };
  return {
    objects,
    reader,
    async audit(change, sinks = [mailbox()]) {
      const facts: ClusterFacts = clusterFacts({ ...shop, ...change });
      await records.putFacts(facts);
      const input = { facts, rules: ruleSet({}, judged), policy: defaultPolicy, alerting: defaultAlertSettings };
      const quiet = { silences, windowsAround: () => [], now: () => facts.scheduledAt };
      await assess(input, { state: records, history: records, sinks, pause: async () => {}, quiet });
    },
    silence: async (...each) => silences.saveSilences('shop', { schemaVersion: 1, silences: each }, null),
    tools: (sinks) => ({
      ...reader,
      digests: digestStore(objects),
      sinks,
      pause: async () => {},
      forms: { page: (digest) => digestPage(outlineOf(digest)), message: (digest) => digestMessage(digest, 'DIR') },
      now: () => weekEnd,
    }),
  };
}

export const shop = { cluster: { id: 'shop', provider: 'self-managed' } } as const;

/** Seven days and an hour after the story begins. */
export const weekEnd = new Date(start + (7 * 24 + 1) * HOUR * 1000).toISOString();

export const week = (change: Partial<DigestInput> = {}): DigestInput => ({
  cluster: 'shop',
  period: 'week',
  to: weekEnd,
  policy: defaultPolicy,
  intervals: hourly,
  ...change,
});

const hourly: Intervals = { full: HOUR };

/** Hours of the story in which nobody audited. */
const asleep = (hour: number): boolean => hour > 120 && hour < 126;

/**
 * A week in a shop: the append-only file of a primary is off for ten hours, a replica takes over, slots are moved, a
 * setting is changed, a node dies and stays dead, and somebody silences that.
 */
export async function storedWeek(stage: DigestStage): Promise<void> {
  await stage.silence(
    silenceOf({
      id: 'b2c3d4e5',
      matchers: { node: ['127.0.0.1:7005'] },
      owner: 'ben',
      reason: 'its disk is replaced on Monday',
      from: 130 * HOUR,
      to: 200 * HOUR,
    }),
  );
  for (let hour = 0; hour <= 168; hour++) if (!asleep(hour)) await stage.audit(hourOf(hour));
}

function hourOf(hour: number): ClusterChange {
  return {
    at: hour * HOUR,
    nodes: {
      7001: {
        info: { aof_enabled: hour >= 30 && hour < 40 ? 0 : 1 },
        config: { appendfsync: hour >= 60 ? 'always' : 'everysec', save: hour >= 60 ? '3600 1' : '' },
        ...slowAt(hour),
      },
      7002: { config: { appendfsync: hour >= 60 ? 'always' : 'everysec' } },
      7003: hour >= 80 ? followerOf(7006) : {},
      7005: hour >= 100 ? silentNode : {},
      7006: hour >= 80 ? leader(7003, hour) : {},
    },
    member: (member, port) => {
      if (hour >= 80 && port === 7003) return { ...member, role: 'replica', primaryId: nodeId(7006), slots: [] };
      if (hour >= 80 && port === 7006) {
        const { primaryId: _, ...rest } = member;
        return { ...rest, role: 'primary', configEpoch: 9, slots: [[10_923, 16_383]] };
      }
      if (hour >= 90 && port === 7001) return { ...member, slots: [[0, 5359]] };
      if (hour >= 90 && port === 7002) return { ...member, slots: [[5360, 10_922]] };
      return member;
    },
  };
}

const silentNode = {
  connection: {
    answered: false,
    attempts: 3,
    outcome: { state: 'failed', reason: 'timeout', detail: 'silence' },
    errorCodes: [],
  },
  noInfo: { state: 'failed', reason: 'timeout', detail: 'silence' },
  noConfig: { state: 'failed', reason: 'timeout', detail: 'silence' },
  view: { state: 'failed', reason: 'timeout', detail: 'silence' },
  slowlog: { state: 'failed', reason: 'timeout', detail: 'silence' },
} as const;

function leader(replica: Port, hour: number) {
  const offset = 5_000_000 + hour * HOUR * 1000;
  const replicas = [{ ip: '127.0.0.1', port: replica, state: 'online', offset, lag: 0 }];
  return { info: { role: 'master', master_host: undefined, master_port: undefined }, replicas };
}

function followerOf(port: Port) {
  return {
    info: { role: 'slave', master_host: '127.0.0.1', master_port: port, master_link_status: 'up' },
    replicas: [],
  };
}

/** Every tenth hour some entries, and once many that were pushed out. */
function slowAt(hour: number) {
  if (hour % 10 !== 5) return {};
  const first = hour * 2 + (hour > 100 ? 40 : 0);
  const at = start / 1000 + hour * HOUR - 60;
  const entries: readonly SlowlogEntry[] = [
    slowEntry({ id: first + 1, at, ms: 15 + hour, command: 'hgetall', shape: 'HGETALL cart:*' }),
    slowEntry({ id: first, at, ms: 240, command: 'keys', shape: 'KEYS sess:*', clientName: 'cron' }),
  ];
  return { slowlog: { state: 'ok', value: { since: 'cursor', entries, lost: 0, newestId: first + 1 } } } as const;
}

/** The digest of that week. */
export async function shopWeek() {
  const stage = digestStage();
  await storedWeek(stage);
  return readAndCompose(week(), stage.reader);
}
