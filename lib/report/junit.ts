import type { Finding, Resource } from '../core/finding.ts';
import { commandFor } from '../core/fix-steps.ts';
import type { AuditResult } from '../core/result.ts';
import { neutralText } from './neutral.ts';
import type { ReportOptions } from './options.ts';
import { evidenceWords } from './outline/evidence.ts';
import { type Place, placesOf } from './outline/places.ts';

/**
 * JUnit XML for build servers: a suite for each area, a test case for each rule and resource. A failing rule is a
 * failure with its severity as type; what could not be judged or does not apply is skipped, and says which.
 */
export function junitReport(result: AuditResult, options: ReportOptions): string {
  const areas = Map.groupBy(result.findings, ({ rule }) => rule.split('/')[0] ?? '');
  const suites = [...areas].flatMap(([area, findings]) => suite(area, findings, result, options));
  const name = `redis-auditor ${result.cluster.id} ${result.audit}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...totals(result.findings), time: seconds(result.durationMs) })}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(
  area: string,
  findings: readonly Finding[],
  result: AuditResult,
  options: ReportOptions,
): readonly string[] {
  const placeOf = placesOf(result);
  const head = { name: area, ...totals(findings), time: '0', timestamp: result.startedAt.replace(/\.\d+Z$/, '') };
  return [
    `  <testsuite${attributes(head)}>`,
    ...findings.flatMap((finding) => testCase(finding, placeOf(finding.resource), options)),
    '  </testsuite>',
  ];
}

function totals(findings: readonly Finding[]): Readonly<Record<string, string>> {
  const of = (...statuses: readonly Finding['status'][]): string =>
    String(findings.filter(({ status }) => statuses.includes(status)).length);
  return { tests: String(findings.length), failures: of('fail'), errors: '0', skipped: of('unknown', 'skipped') };
}

function testCase(finding: Finding, place: Place, options: ReportOptions): readonly string[] {
  const head = attributes({ classname: finding.rule, name: caseName(finding.resource, place), time: '0' });
  const body = outcome(finding, place, options);
  return body === '' ? [`    <testcase${head}/>`] : [`    <testcase${head}>`, `      ${body}`, '    </testcase>'];
}

/** Ids tell cases apart over time; the address is for people. */
function caseName(resource: Resource, place: Place): string {
  if (resource.kind === 'cluster') return `cluster ${resource.id}`;
  return resource.kind === 'shard' ? place.name : `node ${place.name}`;
}

function outcome(finding: Finding, place: Place, options: ReportOptions): string {
  switch (finding.status) {
    case 'pass':
      return '';
    case 'fail': {
      const head = attributes({ message: finding.message, type: finding.severity });
      return `<failure${head}>${escapeXml(failureText(finding, place, options))}</failure>`;
    }
    case 'unknown':
      return `<skipped${attributes({ message: `unknown: ${finding.message}` })}/>`;
    case 'skipped':
      return `<skipped${attributes({ message: `does not apply: ${finding.message}` })}/>`;
  }
}

function failureText(finding: Finding, place: Place, { rules }: ReportOptions): string {
  const text = rules.get(finding.rule);
  const steps = (text?.fix ?? []).map((step) =>
    typeof step === 'string' ? step : commandFor(step.run, place?.address),
  );
  const title = text === undefined ? [] : [text.title, text.why];
  const words = evidenceWords(finding.evidence);
  const found = words === '' ? [] : [`found ${words}`];
  return [`${finding.severity}: ${finding.message}`, ...found, ...title, ...steps].join('\n');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value).replaceAll('\n', '&#10;')}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 cannot hold most control characters, not even escaped: they become visible as `\x1b`. */
export function escapeXml(text: string): string {
  return neutralText(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
