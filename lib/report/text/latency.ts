import type { AuditResult, PingSummary } from '../../core/result.ts';
import { indent, table, wrap } from '../layout.ts';
import { doctorNewsOf, latencyNewsOf, oldEventCount, roundTripsOf, stallWords } from '../outline/latency.ts';
import { count, milliseconds, time } from '../words.ts';
import type { Page } from './page.ts';

/** Nodes in the table before only the slowest are shown. */
const MOST_NODES = 24;
const MOST_SEEN = 5;
const MOST_DOCTORS = 2;

/** Round trips of every node, beside the stalls of the place that measured. */
export function roundTrips(result: AuditResult, page: Page): readonly string[] {
  const { shown, left } = roundTripsOf(result, MOST_NODES);
  if (shown.length === 0) return [];
  const rows = shown.map(({ address, role, shard, ping }) => [address, role, shard, ...figures(ping)]);
  const head = ['node', 'role', 'shard', 'min', 'p50', 'p99', 'max'];
  return [
    ...page.heading('Round trips of PING from here, ms'),
    ...indent(table([head, ...rows], ['left', 'left', 'right', 'right', 'right', 'right', 'right']), 2),
    ...(left === 0 ? [] : page.inner.plain(`and ${count(left, 'node')} with a lower p99`)),
    ...page.inner.plain(stallWords(result)),
  ];
}

function figures(ping: PingSummary): readonly string[] {
  return [ping.minUs, ping.medianUs, ping.p99Us, ping.maxUs].map(milliseconds);
}

/** Events of the servers' latency monitors that are new, with what they mean. */
export function latencyEvents(result: AuditResult, page: Page): readonly (readonly string[])[] {
  const news = latencyNewsOf(result);
  const old = oldEventCount(result);
  if (news.length === 0) return [];
  const blocks = news.map(({ event, explanation, seen }) => [
    ...page.inner.heading(event),
    ...seen
      .slice(0, MOST_SEEN)
      .flatMap(({ address, at }) =>
        page.inner.note(
          'seen',
          `${address}: ${at.newWorstMs} ms since the last audit, latest ${at.latestMs} ms at ${time(at.latestAt)}, ${at.maxMs} ms the longest ever`,
        ),
      ),
    ...(seen.length > MOST_SEEN ? page.inner.note('', `and on ${count(seen.length - MOST_SEEN, 'more node')}`) : []),
    ...page.inner.note('what', explanation.what),
    ...page.inner.note('why', explanation.why),
    ...page.inner.note('do', explanation.todo),
  ]);
  const rest = old === 0 ? [] : [page.inner.plain(`${count(old, 'older event')} without a new sample left out`)];
  return [page.heading("Events of the servers' latency monitors"), ...blocks, ...rest];
}

/** The server's own prose where something is new. */
export function doctors(result: AuditResult, page: Page): readonly (readonly string[])[] {
  const news = doctorNewsOf(result);
  const left = news.slice(MOST_DOCTORS).map(({ address }) => address);
  return [
    ...news.slice(0, MOST_DOCTORS).map(({ address, doctor }) => [
      ...page.heading(`LATENCY DOCTOR of ${address}`),
      ...doctor
        .trim()
        .split('\n')
        .flatMap((line) => (line.trim() === '' ? [''] : indent(wrap(line, page.width - 2), 2))),
    ]),
    ...(left.length === 0 ? [] : [page.plain(`LATENCY DOCTOR has more to say on ${left.join(', ')}`)]),
  ];
}
