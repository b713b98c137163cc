import type { AlertDigest, Digest, DigestAlert } from '../../core/digest/digest.ts';
import { count, list } from '../words.ts';
import type { Cell, Section, Table } from './outline.ts';
import { type SectionId, sectionTitles } from './titles.ts';
import { ageAtEnd, hasAudits, minute, notLooked } from './words.ts';

/** What fires still, what began, what ended, and who was told of it. */
export function alertSections(digest: Digest): readonly Section[] {
  const { firing, began, ended } = digest.alerts;
  const none = hasAudits(digest) ? undefined : notLooked;
  const when = ({ at, times }: DigestAlert): readonly Cell[] => [{ text: minute(at) }, { text: String(times) }];
  const twice = ['Last', 'Times'];
  return [
    {
      ...section('firing', none ?? 'Nothing fires.', firing, ['Since', 'For'], ({ since }) => [
        { text: minute(since) },
        { text: ageAtEnd(since, digest) },
      ]),
      ...(firing.shown[0] === undefined ? {} : { tone: firing.shown[0].severity }),
    },
    section('began', none ?? 'Nothing began.', began, twice, when),
    section('ended', none ?? 'Nothing ended.', ended, twice, when),
    messagesSection(digest),
  ];
}

function section(
  id: SectionId,
  none: string,
  alerts: AlertDigest['firing'],
  columns: readonly string[],
  more: (alert: DigestAlert) => readonly Cell[],
): Section {
  if (alerts.all === 0) return { id, notes: [none], tables: [] };
  const rows = alerts.shown.map((alert): readonly Cell[] => {
    const { severity, title: what, rule, place } = alert;
    return [
      { text: severity.toUpperCase(), tone: severity },
      { text: `${what} [${rule}]` },
      { text: place, code: true },
      ...more(alert),
    ];
  });
  const titles = ['Severity', 'Alert', 'Where', ...columns].map((each) => {
    return each === 'Times' ? { title: each, align: 'right' as const } : { title: each };
  });
  const leftOut = alerts.all - alerts.shown.length;
  return {
    id,
    notes: [],
    tables: [{ caption: `Alerts: ${sectionTitles[id].toLowerCase()}`, columns: titles, rows, leftOut }],
  };
}

function messagesSection({ alerts: { messages, held } }: Digest): Section {
  const { delivered, failed, refusals } = messages;
  const sent = `${count(delivered, 'message')} about alerts ${delivered === 1 ? 'was' : 'were'} delivered`;
  const notes = [
    failed === 0 ? `${sent}.` : `${sent}, ${failed} not.`,
    ...refusals.map(({ sink, times, error }) => `Not taken by ${sink}, ${count(times, 'time')}: ${error}`),
    ...(held.length === 0 ? ['Nothing was held back.'] : []),
  ];
  const tables = held.length === 0 ? [] : [heldTable(held)];
  return { id: 'messages', notes, tables, ...(failed === 0 ? {} : { tone: 'warning' }) };
}

const why: ReadonlyMap<string, string> = new Map([
  ['muted', 'said by another alert'],
  ['quiet', 'quiet time after a failover or a reshard'],
  ['info', 'info waits for company'],
]);

function heldTable(held: AlertDigest['held']): Table {
  return {
    caption: 'Alerts that were held back',
    columns: [{ title: 'Held back' }, { title: 'Alerts', align: 'right' }, { title: 'Reasons' }],
    rows: held.map(({ by, alerts, reasons }) => [
      { text: why.get(by) ?? by },
      { text: String(alerts) },
      { text: list(reasons) },
    ]),
    leftOut: 0,
  };
}
