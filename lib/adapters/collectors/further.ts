import { notAttempted, type Observed, unsupported } from '../../core/observed.ts';
import { isAtLeast, parseVersion } from '../../core/version.ts';
import type { FurtherQuestion, VisitPlan } from '../../core/visit.ts';
import type { ConnectionSettings } from '../../ports.ts';
import type { Transcript } from './interview.ts';
import type { Asked } from './questionnaire.ts';

type Answer = Transcript['answer'];

/** INFO says how much waits for the client for which most does; below it, CLIENT LIST is not worth its length. */
const BUFFER_WORTH_ASKING_BYTES = 2 ** 20;

/** Newest large requests and replies that are read; for the others their number is known. */
const PAYLOAD_ENTRIES = 16;

/** What the auditor never does, and should not be able to do: in the words that ACL DRYRUN takes. */
const neverDone: readonly (readonly [string, ...string[]])[] = [
  ['SET', 'key', 'value'],
  ['FLUSHALL'],
  ['CONFIG', 'SET', 'maxmemory', '0'],
  ['CLUSTER', 'FAILOVER'],
];

/** Questions about the auditor's own user: nobody but who logs in has one. */
export function aboutItself(plan: VisitPlan, { username, password }: ConnectionSettings): readonly Asked[] {
  if (!plan.further.includes('acl.own-rights') || (username ?? password) === undefined) return [];
  return neverDone.map((words) => ({
    key: dryRunKey(words),
    words: ['ACL', 'DRYRUN', username ?? 'default', ...words],
  }));
}

/** Name of each command that was tried, and the key of its answer. */
export const dryRuns: readonly { readonly command: string; readonly key: string }[] = neverDone.map((words) => ({
  command: words[0] === 'SET' ? 'SET' : words.slice(0, 2).join(' '),
  key: dryRunKey(words),
}));

function dryRunKey(words: readonly string[]): string {
  return `dry-run ${words.join(' ')}`;
}

/** What the answers of the first batch make worth asking, or possible: older servers do not know all of it. */
export function furtherQuestions(answer: Answer, plan: VisitPlan): readonly Asked[] {
  const ask = (question: FurtherQuestion, asked: readonly Asked[]): readonly Asked[] =>
    plan.further.includes(question) && notAsked(question, answer) === undefined ? asked : [];
  return [
    ...ask(
      'clients.buffers',
      ['normal', 'pubsub'].map((type) => ({ key: `clients ${type}`, words: ['CLIENT', 'LIST', 'TYPE', type] })),
    ),
    ...ask(
      'commandlog',
      ['large-request', 'large-reply'].map((type) => ({
        key: type,
        words: ['COMMANDLOG', 'GET', PAYLOAD_ENTRIES, type],
        binary: true,
      })),
    ),
    // One after the other in one batch, so that no client gets in between.
    ...ask('slot-stats', [
      { key: 'keyspace', words: ['INFO', 'keyspace'] },
      { key: 'slotStats', words: ['CLUSTER', 'SLOT-STATS', 'SLOTSRANGE', 0, 16383] },
    ]),
  ];
}

/** Why a question of the second batch is not put to this node; undefined when it is. */
export function notAsked(question: FurtherQuestion, answer: Answer): Observed<never> | undefined {
  const info = answer('info');
  if (info.state !== 'ok') return info;
  const text = typeof info.value === 'string' ? info.value : '';
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1];
  if (question === 'clients.buffers') {
    const most = Number(field('client_recent_max_output_buffer') ?? Number.POSITIVE_INFINITY);
    return most < BUFFER_WORTH_ASKING_BYTES ? notAttempted('INFO says that nothing much waits for anybody') : undefined;
  }
  const [valkey, redis] = [field('valkey_version'), field('redis_version')];
  const fields = { ...(valkey === undefined ? {} : { valkey_version: valkey }), redis_version: redis ?? '' };
  return isThere(question, parseVersion(fields), field('role'));
}

function isThere(
  question: FurtherQuestion,
  version: ReturnType<typeof parseVersion>,
  role: string | undefined,
): Observed<never> | undefined {
  const valkey = version?.engine === 'valkey';
  if (version === null) return undefined;
  if (question === 'commandlog' && !(valkey && isAtLeast(version, 8, 1)))
    return unsupported('COMMANDLOG exists from Valkey 8.1');
  if (question !== 'slot-stats') return undefined;
  if (!isAtLeast(version, 8, valkey ? 0 : 2))
    return unsupported('CLUSTER SLOT-STATS exists from Valkey 8.0 and Redis 8.2');
  return role === 'master' ? undefined : unsupported('a replica owns no slots');
}
