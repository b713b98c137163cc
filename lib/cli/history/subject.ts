import { parseAddress } from '../../core/address.ts';
import { UsageError } from '../../core/errors.ts';
import type { Subject } from '../../core/history/answers.ts';
import { localRulePattern } from '../../core/local-areas.ts';
import { rules } from '../../core/rules/index.ts';
import type { RunName } from '../../history/ask/find-run.ts';
import type { CliIo } from '../io.ts';
import { findRule } from '../nearest.ts';
import { timeOf } from './open.ts';
import { readTyped } from './typed-time.ts';

/** Reads `aof/not-enabled`, `10.0.0.1:6379`, a node's id, or `shard=0`; also as `rule=…` and `node=…`. @throws UsageError */
export function subjectOf(text: string): Subject {
  const [, key, value = ''] = /^(rule|node|shard)=(.+)$/.exec(text) ?? [];
  if (key === 'shard') return { kind: 'shard', shard: value };
  if (key === 'node') return { kind: 'node', node: value };
  if (key === 'rule') return { kind: 'rule', rule: value };
  if (/^[0-9a-f]{40}$/.test(text) || parseAddress(text) !== null) return { kind: 'node', node: text };
  if (/^\d+$/.test(text))
    throw new UsageError(`${text} is no rule and no node`, `for the shard with this first slot say shard=${text}`);
  // Rules of a team's own are known to whoever audited by them.
  if (localRulePattern.test(text)) return { kind: 'rule', rule: text };
  return { kind: 'rule', rule: findRule(text, rules).id };
}

/** Reads a time, a span that lies back, or the beginning of a run's id. @throws UsageError */
export function runNameOf(text: string, io: Pick<CliIo, 'now'>): RunName {
  const typed = readTyped(text);
  if (typed !== null) return { at: timeOf(typed, io) };
  if (/^[\w-]{4,64}$/.test(text)) return { runId: text };
  throw new UsageError(
    `${text} names no audit`,
    'say a time as 2026-03-01T03:00Z, how long ago as 30d, or the id of a run',
  );
}
