import { historyTables } from '../../lib/history/tables.ts';
import { page } from './rule-page.ts';

/** docs/history-tables.md: what `history sql` asks. */
export function historyTablesPage(): string {
  return page([
    '# Tables of the history',
    'What `history sql` asks ([history.md](history.md)). Each table holds what lies between `--since` and `--until`. Times ' +
      'are in UTC, without a zone. A column that a line does not have is NULL.',
    ...historyTables.flatMap(({ name, means, columns }) => [
      `## ${name}`,
      `${means.slice(0, 1).toUpperCase()}${means.slice(1)}.`,
      [
        '| Column | Type | Is |',
        '| --- | --- | --- |',
        ...columns.map((each) => `| \`${each.name}\` | ${each.type} | ${each.means.replaceAll('|', '\\|')} |`),
      ].join('\n'),
    ]),
  ]);
}
