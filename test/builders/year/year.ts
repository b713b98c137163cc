import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { memoryStore } from '../../../lib/adapters/stores/memory.ts';
import { recordStore } from '../../../lib/adapters/stores/shared/records.ts';
import { assess } from '../../../lib/assess.ts';
import { defaultAlertSettings } from '../../../lib/core/alert-settings.ts';
import { runsIn } from '../../../lib/core/audit-series.ts';
import type { ClusterFacts } from '../../../lib/core/facts.ts';
import { slowlogLines } from '../../../lib/core/history-lines.ts';
import { defaultPolicy } from '../../../lib/core/policy.ts';
import { factsKey, historyKey } from '../../../lib/core/storage-keys.ts';
import type { Sink } from '../../../lib/ports.ts';
import { ruleSet } from '../../harness/audits.ts';
import { type Condition, factsAt, type Moment } from './cluster.ts';
import { conditionAt, incidentsOf } from './incidents.ts';
import { seeded } from './random.ts';
import { slowAt } from './slow.ts';

/** How much of a year is made. */
export interface YearOptions {
  /** Whole days, from midnight UTC. */
  readonly from: string;
  readonly days: number;
  readonly seed?: number;
  /** First day that is written; what comes before is drawn all the same, so that the rest takes the same course. */
  readonly since?: string;
  /** `small`: an object for each audit; `joined`: one for each day, as a roll-up leaves them. */
  readonly form: 'small' | 'joined';
}

export interface YearMade {
  readonly runs: number;
  /** Audits that were judged by the rules; the others repeat what those found, under the same conditions. */
  readonly judged: number;
}

const EVERY_MS = 300_000;
const DAY_MS = 86_400_000;

/** Audits of each kind that are judged after something has changed: what is compared with the last one comes to rest. */
const JUDGED_AFTER_CHANGE = 4;

/** Every object that a directory gets: key and bytes. */
type Put = (key: string, body: Uint8Array) => void;

/**
 * Writes the history of a cluster of twelve nodes, audited every five minutes, once an hour in full. Whenever something
 * changes or a command takes long, the audits are judged by the real rules and their facts are kept; in between, the
 * findings of the last such audit are written again under another time. The same options make the same history.
 */
export async function writeYear(
  directory: string,
  { from, days, seed = 1, since, form }: YearOptions,
): Promise<YearMade> {
  const begin = Date.parse(`${from}T00:00:00.000Z`);
  const written = Date.parse(`${since ?? from}T00:00:00.000Z`);
  const maker = auditMaker();
  const incidents = incidentsOf(begin, begin + days * DAY_MS, seed);
  const random = seeded(seed + 1);
  const ids = Array.from({ length: 12 }, () => 0);
  for (let day = 0; day < days; day++) {
    const store = dayWriter(directory, form);
    for (let at = begin + day * DAY_MS; at < begin + (day + 1) * DAY_MS; at += EVERY_MS) {
      const condition = conditionAt(at, begin, incidents);
      const audit = at % 3_600_000 === 0 ? 'full' : 'slowlog';
      const slow = slowAt(at, condition, ids, random);
      if (at >= written) await maker.make({ audit, at, runId: runIdOf(at), condition, slow }, store.put);
    }
    store.close();
  }
  return maker.made();
}

function runIdOf(at: number): string {
  return `5f0e7c1a-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;
}

function auditMaker() {
  const objects = memoryStore();
  const records = recordStore(objects);
  const oncall: Sink = { name: 'oncall', deliver: async () => ({ sink: 'oncall', status: 'delivered' }) };
  // Most audits repeat others and are not judged, which would look as if they had been missed; copies are nobody's story.
  const rules = ruleSet().filter(({ rule }) => !['auditor/run-missed', 'backup/none-declared'].includes(rule.id));
  const templates = new Map<string, { readonly text: string; readonly facts: ClusterFacts }>();
  let [runs, judged, changed] = [0, 0, ''];
  let left: Record<string, number> = {};
  const judge = async (moment: Moment, put: Put): Promise<void> => {
    const facts = factsAt(moment);
    const input = { facts, rules: rules.filter(({ rule }) => runsIn(facts.audit, rule)), policy: defaultPolicy };
    const tools = { state: records, history: records, sinks: [oncall], pause: async () => {} };
    await assess({ ...input, alerting: defaultAlertSettings, intervalSeconds: EVERY_MS / 1000 }, tools);
    put(factsKey(facts), gzipSync(`${JSON.stringify(facts)}\n`));
    for (const kind of ['findings', 'slowlog', 'alerts'] as const) {
      const body = (await objects.read(historyKey(kind, facts)))?.body;
      if (body === undefined) continue;
      put(historyKey(kind, facts), body);
      if (kind === 'findings') templates.set(facts.audit, { text: gunzipSync(body).toString('utf8'), facts });
    }
    judged += 1;
  };
  return {
    made: (): YearMade => ({ runs, judged }),
    async make(moment: Moment, put: Put): Promise<void> {
      runs += 1;
      const { audit, condition, slow } = moment;
      const now = keyOf(condition);
      if (now !== changed) left = {};
      changed = now;
      const before = left[audit] ?? 0;
      const isLong = [...slow.values()].flat().some(({ durationUs }) => durationUs >= 100_000);
      left[audit] = isLong ? JUDGED_AFTER_CHANGE - 2 : before + 1;
      const template = templates.get(audit);
      const isMidnight = moment.at % DAY_MS === 0;
      if (template === undefined || before < JUDGED_AFTER_CHANGE || isLong || isMidnight) return judge(moment, put);
      repeat(template, moment, put);
    },
  };
}

/** Same words, same condition; how long the node has been up is none. */
function keyOf({ forkMs, keys, ...rest }: Condition): string {
  return JSON.stringify([Math.round(forkMs / 10), Math.round(keys / 500_000), rest]);
}

function repeat(
  { text, facts }: { readonly text: string; readonly facts: ClusterFacts },
  moment: Moment,
  put: Put,
): void {
  const { at, runId, slow, audit } = moment;
  const scheduledAt = new Date(at).toISOString();
  const run = { cluster: facts.cluster, audit, scheduledAt };
  const lines = text.replaceAll(facts.runId, runId).replaceAll(facts.scheduledAt, scheduledAt);
  put(historyKey('findings', run), gzipSync(lines));
  const nodes = facts.nodes.flatMap((node, index) => {
    const entries = slow.get(index) ?? [];
    return entries.length === 0
      ? []
      : [
          {
            ...node,
            slowlog: {
              state: 'ok',
              value: { since: 'cursor', entries: entries.toReversed(), lost: 0, newestId: null },
            } as const,
          },
        ];
  });
  const entries = slowlogLines({ ...facts, ...run, runId, nodes });
  if (entries.length > 0)
    put(historyKey('slowlog', run), gzipSync(entries.map((line) => `${JSON.stringify(line)}\n`).join('')));
}

function dayWriter(directory: string, form: YearOptions['form']): { readonly put: Put; readonly close: () => void } {
  const joined = new Map<string, Uint8Array[]>();
  const write: Put = (key, body) => {
    const path = join(directory, ...key.split('/'));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, body);
  };
  return {
    put(key, body) {
      if (form === 'small' || key.startsWith('facts/')) return write(key, body);
      const day = `${dirname(key)}/day.json.gz`;
      joined.set(day, [...(joined.get(day) ?? []), body]);
    },
    close() {
      for (const [key, bodies] of joined) write(key, Buffer.concat(bodies));
    },
  };
}
