import type { Rule } from '../core/rule.ts';
import { beside, indent, labelled, table, wrap } from '../report/layout.ts';
import { describeRule, type RuleDescription } from './describe-rule.ts';

const LABEL = 14;

/** What a file says of the rule; no words where it says nothing. */
export interface ShownSettings {
  readonly file: string;
  readonly words: readonly string[];
  /** By which policy it judges, with where each setting comes from. */
  readonly policy: readonly string[];
}

/** One rule for a person at a terminal, with what a file says of it. */
export function ruleText(rule: Rule, width: number, settings?: ShownSettings): string {
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
    note('set here', settings === undefined ? '' : settingsLine(settings)),
    note('policy', settings?.policy.join('; ') ?? ''),
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

function settingsLine({ file, words }: ShownSettings): string {
  return words.length === 0 ? `nothing: ${file} leaves it as declared` : `${words.join('; ')} (${file})`;
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
