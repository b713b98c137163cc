import { dialler } from '../../adapters/collectors/dialler.ts';
import { applyFixes } from '../../apply-fixes.ts';
import { didYouMean } from '../../config/did-you-mean.ts';
import { UsageError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import type { AppliedNode, FixedFinding } from '../../core/fix/applied.ts';
import { type FixPlan, planFixes } from '../../core/fix/plan.ts';
import type { Rule } from '../../core/rule.ts';
import { rules } from '../../core/rules/index.ts';
import { appliedText, fixPlanText, outcomeText } from '../../report/fixes.ts';
import { jsonDocument } from '../../report/json.ts';
import { neutralText } from '../../report/neutral.ts';
import { sessionSettings } from '../audit/settings.ts';
import type { ConnectionOptions } from '../connection-settings.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { openSession, type Session, type SessionSettings } from '../session.ts';

/** `fix` as it was asked for. */
export interface FixOptions extends ConnectionOptions {
  readonly config?: string;
  /** Folder of rules beside those that are built in. */
  readonly rules?: string;
  readonly rule?: readonly string[];
  readonly node?: readonly string[];
  readonly apply?: boolean;
  readonly confirm?: string;
  readonly format: 'text' | 'json';
  /** Longest silence accepted of a node, milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * `redis-auditor fix`: prints what ends the findings, and with `--apply` does what is safe.
 *
 * @returns 0 when nothing is left to do, 1 when something is
 * @throws UsageError, NoNodeReachableError when it cannot do its work
 */
export async function fixCommand(urls: readonly string[], options: FixOptions, io: CliIo): Promise<number> {
  const settings = await sessionSettings(urls, { ...options, audit: 'full' }, io);
  requireRules(options.rule ?? [], settings.catalogue);
  const session = openSession(settings);
  const { findings } = await session.audit(io.signal);
  const plan = planFixes(findings, settings.rules, {
    ...(options.rule === undefined ? {} : { rules: options.rule }),
    ...(options.node === undefined ? {} : { nodes: options.node }),
  });
  const { id } = settings.cluster;
  if (options.apply !== true || plan.nodes.length === 0) {
    io.stdout(options.format === 'json' ? planJson(plan, id) : fixPlanText(plan, id, widthOf(io)));
    return plan.nodes.length + plan.manual.length === 0 ? exitCodes.fine : exitCodes.findings;
  }
  if (options.format === 'text') io.stdout(fixPlanText(plan, id, widthOf(io)));
  await confirm(id, options, io);
  return apply(plan, { settings, session, options, io });
}

function requireRules(ids: readonly string[], catalogue: readonly Rule[] = rules): void {
  const known = catalogue.map(({ id }) => id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  const lines = unknown.map((id) => `no rule is called ${neutralText(id)}`);
  throw new UsageError(lines.join('\n'), unknown.map((id) => didYouMean(id, known)).join(' ') || '`rules` lists them');
}

/** @throws UsageError unless somebody has said which cluster is meant */
async function confirm(id: string, { confirm: given }: FixOptions, io: CliIo): Promise<void> {
  const hint = 'type its id when asked, or say --confirm ID; nothing was changed';
  if (given === undefined && io.ask === undefined) throw new UsageError('nobody is there to confirm the changes', hint);
  const said = given ?? (await io.ask?.(`\nType ${id} to change these settings: `));
  if (said?.trim() !== id) throw new UsageError(`that is not ${id}`, hint);
}

interface Applying {
  readonly settings: SessionSettings;
  readonly session: Session;
  readonly options: FixOptions;
  readonly io: CliIo;
}

async function apply(plan: FixPlan, { settings, session, options, io }: Applying): Promise<number> {
  const text = options.format === 'text';
  const nodes = await applyFixes(
    plan.nodes,
    {
      dialler: dialler(settings.connection),
      done: (node) => {
        if (text) io.stdout(`\n${appliedText(node, widthOf(io))}`);
      },
    },
    io.signal,
  );
  // An interruption must not hide what became of it.
  const after = await session.audit(new AbortController().signal);
  const findings = outcomes(plan, after.findings);
  io.stdout(text ? `\n${outcomeText(findings, widthOf(io))}` : appliedJson(plan, settings.cluster.id, nodes, findings));
  io.signal.throwIfAborted();
  const ended = findings.every(({ status }) => status !== 'fail' && status !== 'unknown');
  return ended && plan.manual.length === 0 ? exitCodes.fine : exitCodes.findings;
}

function outcomes(plan: FixPlan, after: readonly Finding[]): readonly FixedFinding[] {
  const now = new Map(after.map((finding) => [finding.fingerprint, finding]));
  return plan.nodes.flatMap(({ address, ends }) =>
    ends.map(({ rule, fingerprint, message }) => {
      const finding = now.get(fingerprint);
      const status = finding?.status ?? 'gone';
      const said = status === 'fail' || status === 'unknown' ? (finding?.message ?? null) : null;
      return { rule, address, before: message, after: said, status };
    }),
  );
}

function planJson(plan: FixPlan, id: string): string {
  return jsonDocument({ schemaVersion: 1, cluster: { id }, ...plan });
}

function appliedJson(
  { manual }: FixPlan,
  id: string,
  nodes: readonly AppliedNode[],
  findings: readonly FixedFinding[],
): string {
  return jsonDocument({ schemaVersion: 1, cluster: { id }, applied: nodes, findings, manual });
}
