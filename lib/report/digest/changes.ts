import { type ClusterDiff, isSame } from '../../core/diff/clusters.ts';
import type { SettingChange } from '../../core/diff/settings.ts';
import type { TopologyDiff } from '../../core/diff/topology.ts';
import type { Digest } from '../../core/digest/digest.ts';
import { count, list } from '../words.ts';
import type { Cell, Section, Table } from './outline.ts';
import { minute } from './words.ts';

/** Names of nodes before the rest is only counted. */
const MOST_NODES = 6;

/** Rows of one table; of a cluster that was rebuilt everything is another one. */
const MOST_ROWS = 100;

/** What was changed in configuration and topology. */
export function changesSection({ changes }: Digest): Section {
  const head = { id: 'changes' } as const;
  if (changes === null)
    return { ...head, notes: ['Not known: there are no two readings to compare.'], tables: [], tone: 'warning' };
  const between = `Between the audits of ${minute(changes.before)} and ${minute(changes.after)}.`;
  const notes = [between, ...(isSame(changes) ? ['Nothing has changed.'] : []), ...notCompared(changes)];
  const tables = [
    ...settingsTable(changes),
    ...(changes.topology === null ? [] : topologyTable(changes.topology, changes)),
  ];
  const tone = notCompared(changes).length === 0 ? {} : { tone: 'warning' as const };
  return { ...head, notes, tables, ...tone };
}

function notCompared({ notCompared: nodes, topology }: ClusterDiff): readonly string[] {
  const byReason = Map.groupBy(nodes, ({ reason }) => reason);
  const settings = [...byReason].map(
    ([reason, each]) => `Settings of ${nodesIn(each)} could not be compared: ${reason}.`,
  );
  return [...(topology === null ? ['The topology could not be compared.'] : []), ...settings];
}

function nodesIn(each: readonly { readonly address: string }[]): string {
  return list(
    each.map(({ address }) => address),
    Math.min(each.length, MOST_NODES),
  );
}

function settingsTable({ changes }: ClusterDiff): readonly Table[] {
  if (changes.length === 0) return [];
  const alike = Map.groupBy(changes, ({ name, before, after }) => [name, before, after].join('\n'));
  const rows = [...alike.values()].flatMap(settingRow);
  const columns = ['Setting', 'Before', 'After', 'Nodes'].map((title) => ({ title }));
  return [limited({ caption: 'Settings that were changed', columns, rows, leftOut: 0 })];
}

function settingRow(alike: readonly SettingChange[]): readonly (readonly Cell[])[] {
  const [first] = alike;
  if (first === undefined) return [];
  const value = (text: string): Cell => ({ text: text === '' ? '(empty)' : text, code: true });
  return [
    [{ text: first.name, code: true }, value(first.before), value(first.after), { text: nodesIn(alike), code: true }],
  ];
}

function topologyTable(topology: TopologyDiff, { restarted }: ClusterDiff): readonly Table[] {
  const { joined, left, roles, addresses, moved } = topology;
  const row = (what: string, node: string, words: string): readonly Cell[] => [
    { text: what },
    { text: node, code: true },
    { text: words },
  ];
  const rows = [
    ...joined.map(({ address, position }) => row('joined', address, position)),
    ...left.map(({ address, position }) => row('left', address, `was ${position}`)),
    ...roles.map(({ address, before, after }) => row('role', address, `${before} → ${after}`)),
    ...addresses.map(({ address, before }) => row('address', address, `was ${before}`)),
    ...moved.map(({ from, to, slots, count: many }) =>
      row('slots', to ?? 'nobody', `${count(many, 'slot')} from ${from ?? 'nobody'}: ${slots}`),
    ),
    ...restarted.map((address) => row('restarted', address, 'another process')),
  ];
  if (rows.length === 0) return [];
  const columns = ['What', 'Node', 'Change'].map((title) => ({ title }));
  return [limited({ caption: 'Changes of the topology', columns, rows, leftOut: 0 })];
}

function limited(table: Table): Table {
  const rows = table.rows.slice(0, MOST_ROWS);
  return { ...table, rows, leftOut: table.rows.length - rows.length };
}
