import type { AppliedNode, FixedFinding } from '../core/fix/applied.ts';
import { type Change, commandOf } from '../core/fix/change.ts';
import type { FixPlan, ManualFix, NodeFix } from '../core/fix/plan.ts';
import { commandFor } from '../core/fix-steps.ts';
import { indent, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { count, list } from './words.ts';

/** What would be changed, and what a person has to do. Ends with a newline. */
export function fixPlanText(given: FixPlan, clusterId: string, width: number): string {
  const { nodes, manual } = neutralise(given);
  const changes = nodes.reduce((sum, node) => sum + node.changes.length, 0);
  const head =
    changes === 0
      ? `Cluster ${clusterId}: nothing that a program may change.`
      : `Cluster ${clusterId}: ${count(changes, 'setting')} of ${count(nodes.length, 'node')} can be changed.`;
  const blocks = [
    wrap(head, width),
    ...nodes.map((node) => nodeLines(node, width)),
    ...(manual.length === 0 ? [] : [['For you to do:']]),
    ...manual.map((each) => manualLines(each, width)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function nodeLines({ address, changes, ends, notRewritten }: NodeFix, width: number): readonly string[] {
  const rewrite =
    notRewritten === null
      ? [`  ${commandFor('redis-cli -h {host} -p {port} CONFIG REWRITE', address)}`]
      : indent(wrap(`The configuration file is left as it is: ${notRewritten}.`, width - 2), 2);
  return [
    address,
    ...indent(wrap(`Ends ${list(ends.map(({ rule }) => rule))}`, width - 2), 2),
    ...changes.map((change) => `  ${commandFor(commandOf(change), address)}`),
    ...rewrite,
  ];
}

function manualLines({ rule, severity, message, where, reason, steps }: ManualFix, width: number): readonly string[] {
  const place = list(where, Math.min(where.length, 6));
  return [
    ...wrap(`${severity.toUpperCase()} ${rule} on ${place}`, width),
    ...indent(wrap(message, width - 2), 2),
    ...indent(wrap(`Not done for you: ${reason}.`, width - 2), 2),
    ...steps.flatMap(({ kind, text }) =>
      kind === 'command' ? [`  ${text}`] : indent(wrap(`- ${text}`, width - 2), 2),
    ),
  ];
}

/** What was changed on one node. */
export function appliedText(given: AppliedNode, width: number): string {
  const { address, changed, left, problem, rewritten } = neutralise(given);
  const lines = [
    ...changed.map(({ directive, before, value }) => `${directive}: ${shown(before)} → ${shown(value)}`),
    ...(problem === null ? [] : [`Stopped: ${problem}`]),
    ...(left.length === 0 ? [] : [`Not changed: ${list(left.map(({ directive }: Change) => directive))}`]),
    ...(rewritten === true ? ['Written into the configuration file'] : []),
    ...(typeof rewritten === 'string' ? [`Not in the configuration file: ${rewritten}`] : []),
  ];
  return `${[address, ...lines.flatMap((line) => indent(wrap(line, width - 2), 2))].join('\n')}\n`;
}

function shown(value: string | null): string {
  return value === null ? '(not readable)' : value === '' ? '(empty)' : value;
}

/** What another audit says of what was to be ended. */
export function outcomeText(given: readonly FixedFinding[], width: number): string {
  const findings = neutralise(given);
  const ended = findings.filter(({ status }) => status === 'pass' || status === 'skipped' || status === 'gone');
  const head = `After: ${ended.length} of ${count(findings.length, 'finding')} ended.`;
  const lines = findings.flatMap(({ rule, address, before, after, status }) =>
    wrap(`${rule} on ${address}: ${before} → ${after ?? status}`, width - 2),
  );
  return `${[head, ...indent(lines, 2)].join('\n')}\n`;
}
