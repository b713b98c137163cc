import { commandFor } from '../../core/fix-steps.ts';
import type { AuditResult } from '../../core/result.ts';
import { markdownBlock, markdownCode, markdownProse, markdownText } from '../escape-markdown.ts';
import type { Failure } from '../outline/failures.ts';
import { sameOn, where } from '../outline/sentences.ts';

/** One failing rule: what and where, why it matters, what to run. */
export function failureSection(failure: Failure, result: AuditResult): readonly string[] {
  const { severity, rule, title, sightings, alike, why } = failure;
  const seen = sightings.map(({ message, places, since, evidence }) => {
    const age = since === '' ? '' : `, since ${since}`;
    const found = evidence === '' ? '' : `\n  - found ${markdownText(evidence)}`;
    return `- **${markdownText(message)}** on ${markdownText(where(places, result))}${age}${found}`;
  });
  return [
    `### ${severity}: ${markdownCode(rule)} ${markdownText(title)}`.trimEnd(),
    '',
    ...seen,
    ...(alike.length === 0 ? [] : [`- likewise on ${markdownText(where(alike, result))}`]),
    ...paragraph(why),
    ...fix(failure),
  ];
}

function fix(failure: Failure): readonly string[] {
  const steps = failure.fix.flatMap((step) =>
    typeof step === 'string'
      ? paragraph(step)
      : ['', ...markdownBlock([commandFor(step.run, failure.first?.address)], 'sh')],
  );
  return failure.repeated ? [...steps, ...paragraph(sameOn(failure.others))] : steps;
}

function paragraph(text: string): readonly string[] {
  return text === '' ? [] : ['', markdownProse(text)];
}
