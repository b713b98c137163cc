import { commandFor } from '../../core/fix-steps.ts';
import type { AuditResult } from '../../core/result.ts';
import { type Failure, failuresOf, type Sighting } from '../outline/failures.ts';
import { sameOn, where } from '../outline/sentences.ts';
import type { Page } from './page.ts';

/** One block for each failing rule: what, where, since when, why, what to run. */
export function failures(result: AuditResult, page: Page): readonly (readonly string[])[] {
  return failuresOf(result, page.options).map((failure) => block(failure, result, page));
}

function block(failure: Failure, result: AuditResult, page: Page): readonly string[] {
  const { severity, rule, title, sightings, alike } = failure;
  return [
    ...page.heading(`${severity.toUpperCase()} ${rule}`, title === '' ? '' : `: ${title}`, (text) =>
      page.paint.severity(severity, text),
    ),
    ...sightings.flatMap((sighting) => sightingLines(sighting, result, page)),
    ...(alike.length === 0 ? [] : page.note('also', `${where(alike, result)}, each with figures of its own`)),
    ...page.note('why', failure.why),
    ...remedy(failure, page),
  ];
}

function sightingLines(
  { message, since, places, evidence }: Sighting,
  result: AuditResult,
  page: Page,
): readonly string[] {
  return [
    ...page.note('what', message),
    ...page.note('where', where(places, result)),
    ...page.note('found', evidence),
    ...(since === '' ? [] : page.note('since', since)),
  ];
}

function remedy(failure: Failure, page: Page): readonly string[] {
  const steps = failure.fix.map((step) =>
    typeof step === 'string'
      ? (label: string) => page.note(label, step)
      : (label: string) => page.lines(label, [page.paint.command(commandFor(step.run, failure.first?.address))]),
  );
  const same = failure.repeated ? page.note('', sameOn(failure.others)) : [];
  return [...steps.flatMap((step, index) => step(index === 0 ? 'do' : '')), ...same];
}
