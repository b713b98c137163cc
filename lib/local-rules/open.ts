import { createContext, Script } from 'node:vm';
import * as v from 'valibot';
import type { Rule } from '../core/rule.ts';
import { faultOf } from '../core/run-check.ts';
import { type Declaration, parseDeclaration } from './declaration.ts';
import { idProblems } from './ids.ts';
import type { RuleProblem } from './local-rules-error.ts';
import { parseVerdict } from './verdict.ts';

/** A folder of rules as one script, as it is shipped beside the code of a function. */
export const ruleScriptSchema = v.strictObject({
  schemaVersion: v.literal(1),
  /** Files of rules in it, from the folder. */
  files: v.array(v.string()),
  /** Makes a global `localRules`, whose `files` has a function for each of them that runs it. */
  script: v.string(),
});

export type RuleScript = v.InferOutput<typeof ruleScriptSchema>;

export interface OpenOptions {
  /** Longest time for one verdict, and for loading one file, in milliseconds. */
  readonly limitMs?: number;
  /** Ids that rules may mute besides each other's. */
  readonly builtIn: readonly string[];
}

export interface Opened {
  /** Sorted by id. */
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
}

/** A verdict takes microseconds. So long a stall of a busy machine is no fault of a rule. */
const LIMIT_MS = 1000;

/**
 * Runs the files of a folder of rules, each in a realm of its own that has the language and nothing of Node. What a rule
 * does there has an end: after the limit it is terminated, endless loop or not, and the error is its verdict's reason.
 * ADR 31 says what this holds off, and what not.
 */
export function openRules({ files, script }: RuleScript, options: OpenOptions): Opened {
  const { limitMs = LIMIT_MS, builtIn } = options;
  const code = new Script(`'use strict';${script}`, { filename: 'local-rules.js' });
  const tried = files.map((file) => ({ file, found: tryFile(code, file, limitMs) }));
  const problems = tried.flatMap(({ file, found }) =>
    'rule' in found ? [] : found.problems.map((message) => ({ file, message })),
  );
  const loaded = tried.flatMap(({ file, found }) => ('rule' in found ? [{ file, rule: found.rule }] : []));
  const declared = loaded.flatMap(({ file, rule }) => idProblems(file, rule, loaded, builtIn));
  const rules = loaded.map(({ rule }) => rule).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { rules, problems: [...problems, ...declared] };
}

type Tried = { readonly rule: Rule } | { readonly problems: readonly string[] };

function tryFile(code: Script, file: string, limitMs: number): Tried {
  try {
    return openFile(code, file, limitMs);
  } catch (error) {
    return {
      problems: [
        isTimeUp(error) ? `does not finish loading within ${limitMs} ms` : `cannot be loaded: ${faultOf(error)}`,
      ],
    };
  }
}

/** Runs in the realm of the file. What comes out is text, so that nothing of the realm is touched outside of it. */
const load = new Script(`
  globalThis.rule = localRules.files[given]().rule;
  const { check, optionsSchema, remedy, ...declared } = globalThis.rule ?? {};
  const isRule = typeof check === 'function' && optionsSchema?.type === 'strict_object';
  JSON.stringify({ isRule, hasRemedy: remedy !== undefined, declared });
`);
const judge = new Script('JSON.stringify(rule.check(given))');

interface Realm {
  given: unknown;
  readonly rule: Rule;
}

/** Runs a script in the realm of one file, within the limit. */
type Run = (what: Script, given?: unknown) => string | undefined;

function newRealm(): Realm {
  // Promises would otherwise go on outside of the limit.
  const kept = { microtaskMode: 'afterEvaluate', codeGeneration: { strings: false, wasm: false } } as const;
  return createContext({ given: undefined }, kept) as unknown as Realm;
}

function openFile(code: Script, file: string, limitMs: number): Tried {
  const realm = newRealm();
  const run: Run = (what, given) => {
    realm.given = given;
    return what.runInContext(realm, { timeout: limitMs }) as string | undefined;
  };
  run(code);
  const { isRule, hasRemedy, declared } = JSON.parse(run(load, file) ?? '') as Loaded;
  if (!isRule)
    return {
      problems: ['exports no rule: `export const rule = defineRule({ … })`; what rules share belongs into shared/'],
    };
  const remedy = hasRemedy ? ['remedy: only built-in rules change settings; say in fix what to run'] : [];
  const parsed = parseDeclaration(declared);
  if (isProblems(parsed)) return { problems: [...remedy, ...parsed] };
  if (remedy.length > 0) return { problems: remedy };
  return { rule: { ...parsed, optionsSchema: realm.rule.optionsSchema, check: limited(run, limitMs) } };
}

interface Loaded {
  readonly isRule: boolean;
  readonly hasRemedy: boolean;
  readonly declared: Readonly<Record<string, unknown>>;
}

function isProblems(parsed: Declaration | readonly string[]): parsed is readonly string[] {
  return Array.isArray(parsed);
}

/** Once a rule took too long, it is not asked again in that audit: a hundred nodes must not take a hundred times that. */
function limited(run: Run, limitMs: number): Rule['check'] {
  const stuckIn = new WeakSet();
  return (context) => {
    const { run: audit } = context as { readonly run: object };
    if (stuckIn.has(audit))
      throw new Error('it took too long about something else, and is not asked again in this audit');
    try {
      return parseVerdict(run(judge, context));
    } catch (error) {
      if (!isTimeUp(error)) throw error;
      stuckIn.add(audit);
      throw new Error(`it was not done after ${limitMs} ms, and was ended`);
    }
  };
}

function isTimeUp(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
