import { column, type HistoryTable, resourceColumns, runColumns } from './table.ts';

/** What nodes logged, and what became of alerts. */
export const logTables: readonly HistoryTable[] = [
  {
    name: 'slowlog',
    means: 'one row for each slow-log entry, once, however often it was read',
    kind: 'slowlog',
    where:
      'kind = \'slowlog\' QUALIFY row_number() OVER (PARTITION BY clusterId, nodeId, id, "at" ORDER BY scheduledAt) = 1',
    columns: [
      ...runColumns.map((each) =>
        each.name === 'at' ? { ...each, name: 'read_at', means: 'when the audit that read it was due, UTC' } : each,
      ),
      column('at', 'TIMESTAMP', 'make_timestamp("at" * 1000000)', "when it ran, by the server's clock, UTC"),
      column('node_id', 'VARCHAR', 'nodeId', '40 hex digits of the node'),
      column('address', 'VARCHAR', 'address', 'host:port of the node'),
      column('entry_id', 'BIGINT', 'id', 'its number in the log of that process'),
      column('duration_us', 'BIGINT', 'durationUs', 'execution, without waiting or network, µs'),
      column('command', 'VARCHAR', 'command', 'lower case, with the subcommand: cluster|slots'),
      column('shape', 'VARCHAR', 'shape', 'the command without values: GET sess:*'),
      column('pattern', 'VARCHAR', 'pattern', 'identity of the shape'),
      column('argument_count', 'BIGINT', 'argumentCount', 'arguments, with the command'),
      column('client', 'VARCHAR', 'client', 'ip:port that sent it; ?:0 for an inner call of a script'),
      column('client_host', 'VARCHAR', "regexp_replace(client, ':\\d+$', '')", 'the same without the port'),
      column('client_name', 'VARCHAR', 'clientName', 'as CLIENT SETNAME has it; often empty'),
    ],
  },
  {
    name: 'alerts',
    means: 'one row for each change of an alert, each that is held back from then on, and each that is told again',
    kind: 'alerts',
    where: "kind IN ('transition', 'held', 'told')",
    columns: [
      ...runColumns,
      column('event', 'VARCHAR', 'kind', 'transition, held or told'),
      column('fingerprint', 'VARCHAR', 'alert.fingerprint', 'as in findings'),
      column('rule', 'VARCHAR', 'alert.rule', 'id of the rule'),
      column('severity', 'VARCHAR', 'alert.severity', 'critical, warning or info'),
      ...resourceColumns('alert.resource'),
      column('state_before', 'VARCHAR', 'coalesce("from", state)', 'none, pending, firing or resolved'),
      column('state', 'VARCHAR', 'coalesce("to", state)', 'pending, firing or resolved'),
      column('reason', 'VARCHAR', 'reason', 'why it changed'),
      column('since', 'TIMESTAMP', 'alert.since', 'when it began to fail, UTC'),
      column('message', 'VARCHAR', 'alert.message', 'what is wrong'),
      column(
        'held_by',
        'VARCHAR',
        'held."by"',
        'why it is not told: muted, quiet, flapping, silenced, info; NULL if it is',
      ),
      column('held_reason', 'VARCHAR', 'held.reason', 'the same in a sentence'),
    ],
  },
  {
    name: 'deliveries',
    means: 'one row for each sink that was to be told, and each alert in the message',
    kind: 'alerts',
    where: "kind = 'delivery'",
    unnest: 'told',
    columns: [
      ...runColumns,
      column('sink', 'VARCHAR', 'delivery.sink', 'name of the sink'),
      column('status', 'VARCHAR', 'delivery.status', 'delivered or failed'),
      column('error', 'VARCHAR', 'delivery.error', 'why it did not take it'),
      column('attempts', 'BIGINT', 'times', 'how often it was tried in this audit'),
      column('subject', 'VARCHAR', 'notification.subject', 'of the message'),
      column('fingerprint', 'VARCHAR', 'item.fingerprint', 'the alert that was told'),
      column('told_state', 'VARCHAR', 'item.state', 'firing, flapping or resolved'),
      column('told_reason', 'VARCHAR', 'item.reason', 'why it was told then'),
    ],
  },
];
