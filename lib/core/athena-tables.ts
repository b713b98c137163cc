/** A column over the JSON of a line. Hive's words for types; names as the JSON has them, which Glue keeps in lower case. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  /** What it holds, with its unit, for whoever looks at the table. */
  readonly means: string;
}

/** A kind of stored objects as a table, with the partitions `cluster` and `dt` that their keys name. */
export interface HistoryTable {
  readonly name: 'facts' | 'findings' | 'slowlog' | 'alerts' | 'saves';
  readonly means: string;
  /** Begins the keys; `cluster=…/dt=…/` follows. */
  readonly prefix: string;
  readonly columns: readonly TableColumn[];
}

const text = (name: string, means: string): TableColumn => ({ name, type: 'string', means });
const number = (name: string, means: string): TableColumn => ({ name, type: 'double', means });
const whole = (name: string, means: string): TableColumn => ({ name, type: 'bigint', means });

const resource = 'struct<kind:string,id:string,address:string>';

const runColumns: readonly TableColumn[] = [
  text('kind', 'what the line is'),
  text('runId', 'the audit'),
  text('audit', 'its kind'),
  text('scheduledAt', 'when it was due, ISO 8601, UTC'),
];

/** What of the stored objects can be asked for by SQL. Fields that are not listed here are passed over. */
export const historyTables: readonly HistoryTable[] = [
  {
    name: 'facts',
    means: 'one row for each audit: what the nodes said',
    prefix: 'facts/',
    columns: [
      text('runId', 'the audit'),
      text('audit', 'its kind'),
      text('scheduledAt', 'when it was due, ISO 8601, UTC'),
      {
        name: 'nodes',
        type: 'array<struct<nodeId:string,address:string,config:struct<state:string,value:map<string,string>>>>',
        means: 'every node that was visited, with the settings that were asked for',
      },
    ],
  },
  {
    name: 'findings',
    means:
      'kind finding: what is not a pass; kind loss: data-loss windows of a shard; kind summary: one for each audit',
    prefix: 'history/findings/',
    columns: [
      ...runColumns,
      text('rule', 'id of the rule'),
      text('severity', 'critical, warning or info'),
      text('status', 'of a finding: fail, unknown or skipped; of a shard: within, worse, unknown or skipped'),
      { name: 'resource', type: resource, means: 'what the finding is about' },
      text('message', 'what is wrong, with the measured value and the threshold'),
      text('fingerprint', 'rule and resource, the same in every audit'),
      text('shard', 'of a loss: first slot'),
      number('maxLossSeconds', 'of a loss: what the policy declares'),
      { name: 'seconds', type: 'map<string,double>', means: 'of a loss: way of failing, and what it would take' },
      whole('nodes', 'of a summary: members that were known'),
      whole('answered', 'of a summary: members that answered'),
      number('durationMs', 'of a summary: from the first visit to the last, ms'),
    ],
  },
  {
    name: 'slowlog',
    means: 'one row for each new slow-log entry',
    prefix: 'history/slowlog/',
    columns: [
      ...runColumns,
      text('nodeId', '40 hex digits of the node'),
      text('address', 'host:port of the node'),
      whole('id', 'number of the entry in the log of that process'),
      whole('at', "when it ran, seconds since 1970 by the server's clock"),
      whole('durationUs', 'execution, µs'),
      text('command', 'lower case, with the subcommand'),
      text('shape', 'the command without values'),
      text('client', 'ip:port that sent it'),
      text('clientName', 'as CLIENT SETNAME has it'),
    ],
  },
  {
    name: 'alerts',
    means: 'one row for each change of an alert, each that is held back or told again, and each delivery',
    prefix: 'history/alerts/',
    columns: [
      ...runColumns,
      text('from', 'of a transition: none, pending, firing or resolved'),
      text('to', 'of a transition: pending, firing or resolved'),
      text('reason', 'of a transition: why'),
      {
        name: 'alert',
        type: `struct<fingerprint:string,rule:string,severity:string,resource:${resource},since:string,message:string>`,
        means: 'the alert',
      },
    ],
  },
  {
    name: 'saves',
    means: 'what became of each shard in a run of saves on replicas, and one line that sums up',
    prefix: 'history/saves/',
    columns: [...runColumns, text('shard', 'first slot'), text('outcome', 'what became of it')],
  },
];
