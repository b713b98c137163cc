import * as v from 'valibot';
import { pathText } from '../config/path.ts';
import { validate } from '../config/problems.ts';
import { nearestNames } from '../core/explain/nearest.ts';
import { clusterCounters, clusterFactNames, counterFields, isClusterFact } from '../core/fact-names.ts';
import { severities } from '../core/finding.ts';
import { isNodeFact, nodeFactNames } from '../core/read-fact.ts';
import type { PreviousName, Rule } from '../core/rule.ts';

/** What a rule of a team's own declares: everything of it that is plain data. */
export type Declaration = Omit<Rule, 'check' | 'optionsSchema' | 'remedy'>;

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** Facts as a whole of which an audit before is remembered. */
const rememberedFacts: readonly string[] = [
  'topology',
  'views',
  'shard.keys',
  'addresses',
  'copies.seen',
] satisfies readonly PreviousName[];

const growing: ReadonlySet<string> = new Set([
  ...counterFields,
  ...clusterCounters,
  'info.replication.master_repl_offset',
]);

const isFact = (name: string): boolean => isClusterFact(name) || isNodeFact(name);
const isGrowing = (name: string): boolean => growing.has(name) || /^info\.(?:commandstats|errorstats)\../.test(name);
const isRemembered = (name: string): boolean => rememberedFacts.includes(name) || isNodeFact(name);

function names(isKnown: (name: string) => boolean, known: readonly string[], what: string) {
  const message = ({ input }: { readonly input: string }): string => {
    const meant = nearestNames(input, known).slice(0, 3);
    return `${what} is called ${input}${meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`}`;
  };
  return v.array(v.pipe(v.string(), v.check(isKnown, message)));
}

const threshold = v.pipe(v.number(), v.integer(), v.minValue(1));

const schema = v.strictObject({
  id: text,
  area: v.string(),
  title: text,
  severity: v.picklist(severities),
  scope: v.picklist(['node', 'shard', 'cluster']),
  providers: v.pipe(
    v.array(v.picklist(['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'])),
    v.minLength(1, 'must name at least one kind of cluster'),
  ),
  needs: names(isFact, [...nodeFactNames, ...clusterFactNames], 'no fact'),
  deltas: names(isGrowing, [...growing], 'no fact that grows'),
  previous: names(isRemembered, [...nodeFactNames, ...rememberedFacts], 'no fact of an earlier audit'),
  optional: names(isFact, [...nodeFactNames, ...clusterFactNames], 'no fact'),
  role: v.exactOptional(v.picklist(['primary', 'replica'])),
  coverage: v.picklist(['every', 'reachable']),
  modes: v.exactOptional(v.array(v.picklist(['cluster', 'standalone']))),
  skipUnsupported: v.exactOptional(v.boolean()),
  optionDocs: v.exactOptional(v.record(v.string(), v.string())),
  failureThreshold: threshold,
  successThreshold: threshold,
  perKind: v.literal(false, 'is for the rules about the auditor itself'),
  mutes: v.array(v.string()),
  why: text,
  fix: v.array(v.union([v.string(), v.strictObject({ run: v.string() })], 'must be a sentence, or { run: COMMAND }')),
  links: v.array(v.string()),
  limits: v.exactOptional(v.string()),
});

/** Facts that only one kind of audit may read: reading them moves the cursor that its next audit goes on from. */
const readOnce: Readonly<Record<string, string>> = { slowlog: 'local-slowlog', latency: 'local-latency' };

/** @returns the declaration, or everything that is wrong with it */
export function parseDeclaration(data: unknown): Declaration | readonly string[] {
  const result = validate(schema, data);
  if ('problems' in result)
    return result.problems.map(({ path, message, hint }) =>
      [pathText(path), `${message}${hint === '' ? '' : `; ${hint}`}`].filter((part) => part !== '').join(': '),
    );
  const declared = result.output as Declaration;
  const misplaced = [...declared.needs, ...declared.optional].filter(
    (fact) => readOnce[fact] !== undefined && readOnce[fact] !== declared.area,
  );
  if (misplaced.length === 0) return declared;
  return misplaced.map(
    (fact) => `${fact} is read by audits of one kind: a rule that needs it lies in ${readOnce[fact]}/`,
  );
}
