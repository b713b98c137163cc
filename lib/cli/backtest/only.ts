import type { Config } from '../../config/schema.ts';
import { isMuted } from '../../core/mutes.ts';
import type { Rule } from '../../core/rule.ts';
import { isUpheavalItself } from '../../core/upheavals.ts';
import { findRule } from '../nearest.ts';

type Settings = Config['rules'];

/** The rules that a backtest is about, and settings that judge what it takes to know about them. */
export interface Focus {
  /** Ids of the rules that were asked for; none, when it is about all of them. */
  readonly only: readonly string[];
  /** Of them, those that the settings switch off. */
  readonly off: readonly string[];
  readonly isMeant: (rule: string) => boolean;
  readonly settings: Settings;
}

/**
 * Switches off what has no part in the alerts of some rules. What decides who is told of them stays on: rules that mute
 * one of them, and the one that sees a failover, after which warnings wait. Everything stays on for the rules about the
 * auditor itself, which look at what the others need.
 *
 * @param asked ids as they were typed; none for all rules
 * @throws UsageError naming the nearest rules
 */
export function focusOn(asked: readonly string[], settings: Settings, catalogue: readonly Rule[]): Focus {
  const meant = asked.map((id) => findRule(id, catalogue));
  if (meant.length === 0) return { only: [], off: [], isMeant: () => true, settings };
  const ids = new Set(meant.map(({ id }) => id));
  const switchedOff = [...ids].filter((id) => settings[id]?.off !== undefined);
  const focus = { only: [...ids], off: switchedOff, isMeant: (rule: string) => ids.has(rule) };
  if (meant.some(({ area }) => area === 'auditor')) return { ...focus, settings };
  const counts = ({ id, mutes }: Rule): boolean =>
    ids.has(id) || isUpheavalItself(id) || [...ids].some((each) => isMuted(mutes, each));
  const others = catalogue.filter((rule) => !counts(rule));
  const off = others.map(({ id }) => [id, { off: 'not among the rules that are asked for' }] as const);
  return { ...focus, settings: { ...settings, ...Object.fromEntries(off) } };
}
