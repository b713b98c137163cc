import type { AuditResult } from '../../core/result.ts';
import { markdownBlock, markdownCode, markdownProse, markdownTable, markdownText } from '../escape-markdown.ts';
import { doctorNewsOf, type LatencyNews, latencyNewsOf, roundTripsOf, stallWords } from '../outline/latency.ts';
import { count, milliseconds } from '../words.ts';

const MOST_NODES = 50;

/** Round trips, events with something new, and what the servers say about them themselves. */
export function latencySections(result: AuditResult): readonly (readonly string[])[] {
  const news = latencyNewsOf(result);
  return [
    roundTrips(result),
    news.length === 0 ? [] : ["### Events of the servers' latency monitors", ...news.flatMap(event)],
    ...doctorNewsOf(result).map(({ address, doctor }) => [
      `### LATENCY DOCTOR of ${markdownText(address)}`,
      '',
      ...markdownBlock(doctor.trim().split('\n'), 'text'),
    ]),
  ];
}

function roundTrips(result: AuditResult): readonly string[] {
  const { shown, left } = roundTripsOf(result, MOST_NODES);
  if (shown.length === 0) return [];
  const rows = shown.map(({ address, role, shard, ping }) => [
    markdownText(address),
    role,
    shard,
    ...[ping.minUs, ping.medianUs, ping.p99Us, ping.maxUs].map(milliseconds),
  ]);
  return [
    '### Round trips of PING, ms',
    '',
    ...markdownTable(['Node', 'Role', 'Shard', 'min', 'p50', 'p99', 'max'], rows),
    '',
    left === 0 ? stallWords(result) : `And ${count(left, 'node')} with a lower p99. ${stallWords(result)}`,
  ];
}

function event({ event: name, explanation, seen }: LatencyNews): readonly string[] {
  const worst = seen.map(({ address, at }) => `${markdownText(address)} ${at.newWorstMs} ms`).join(', ');
  return [
    '',
    `**${markdownCode(name)}**: ${worst}`,
    '',
    `- What: ${markdownProse(explanation.what)}`,
    `- Why: ${markdownProse(explanation.why)}`,
    `- Do: ${markdownProse(explanation.todo)}`,
  ];
}
