import type { Rule } from '../core/rule.ts';
import { beside, indent, labelled, table, wrap } from '../report/layout.ts';
import { describeRule, type RuleDescription } from './describe-rule.ts';

const LABEL = 14;

/** One rule for a person at a terminal. */
export function ruleText(rule: Rule, width: number): string {
  const description = describeRule(rule);
  const { id, title, severity, looksAt, appliesTo, runsIn, fires, why, limits, mutes, links } = description;
  const note = (label: string, text: string): readonly string[] =>
    text === '' ? [] : labelled(label, text, { label: LABEL, width });
  const sections: readonly (readonly string[])[] = [
    wrap(`${severity.toUpperCase()} ${id}: ${title}`, width),
    [
      ...note('looks at', looksAt),
      ...note('applies to', appliesTo),
      ...note('runs in', `audits of kind ${runsIn}`),
      ...note('alert fires', fires),
      ...note('meanwhile', mutes === '' ? '' : `alerts stay silent for ${mutes}`),
    ],
    note('why', why),
    fix(description, width),
    options(description, width),
    note('reads', description.reads.map(({ fact, use }) => (use === '' ? fact : `${fact} (${use})`)).join(', ')),
    note("can't see", limits),
    beside('see also', links, LABEL),
  ];
  const blocks = sections.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

/** Sentences are wrapped, commands are not: they are pasted. */
function fix({ fix: steps }: RuleDescription, width: number): readonly string[] {
  const lines = steps.flatMap((step) => (typeof step === 'string' ? wrap(step, width - LABEL) : [step.run]));
  return beside('what to do', lines, LABEL);
}

function options({ options: all }: RuleDescription, width: number): readonly string[] {
  if (all.length === 0) return [];
  const names = table(
    all.map(({ name, byDefault }) => [`${name}: ${byDefault}`]),
    ['left'],
  );
  const lines = all.flatMap(({ meaning }, index) => [
    names[index] ?? '',
    ...indent(wrap(meaning, width - LABEL - 2), 2),
  ]);
  return beside('options', lines, LABEL);
}
