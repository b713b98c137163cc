import { column, type HistoryTable, resourceColumns, runColumns } from './table.ts';

/** What audits found. */
export const findingsTables: readonly HistoryTable[] = [
  {
    name: 'runs',
    means: 'one row for each audit that was judged',
    kind: 'findings',
    where: "kind = 'summary'",
    columns: [
      ...runColumns,
      column('nodes', 'BIGINT', 'nodes', 'members of the cluster that were known'),
      column('answered', 'BIGINT', 'answered', 'members that answered'),
      column('duration_ms', 'DOUBLE', 'durationMs', 'from the first visit to the last, ms'),
      column('failed', 'BIGINT', 'fail', 'findings that fail'),
      column('unknown', 'BIGINT', 'TRY_CAST(unknown AS BIGINT)', 'findings that could not be judged'),
      column('passed', 'BIGINT', 'passed', 'findings that pass'),
      column('skipped', 'BIGINT', 'skipped', 'rules that do not apply'),
    ],
  },
  {
    name: 'findings',
    means: 'one row for each finding that fails or could not be judged; what passes or does not apply has none',
    kind: 'findings',
    where: "kind = 'finding' AND status <> 'skipped'",
    columns: [
      ...runColumns,
      column('rule', 'VARCHAR', 'rule', 'id of the rule'),
      column('severity', 'VARCHAR', 'severity', 'critical, warning or info'),
      column('status', 'VARCHAR', 'status', 'fail or unknown'),
      ...resourceColumns('resource'),
      column('message', 'VARCHAR', 'message', 'what is wrong, with the measured value and the threshold'),
      column('evidence', 'JSON', 'evidence', 'the numbers behind it; units are in their names'),
      column('fingerprint', 'VARCHAR', 'fingerprint', 'rule and resource, the same in every audit'),
      column('missing', 'JSON', 'missing', 'facts that could not be read, and why'),
    ],
  },
  {
    name: 'loss',
    means: 'one row for each shard and way of failing, of audits that estimate what a failure would take',
    kind: 'findings',
    where: "kind = 'loss'",
    unnest: 'map_keys(seconds)',
    columns: [
      ...runColumns,
      column('shard', 'VARCHAR', 'shard', 'first slot'),
      column('primary_address', 'VARCHAR', '"primary"', 'host:port of its primary'),
      column('status', 'VARCHAR', 'status', 'of the shard: within, worse, unknown or skipped'),
      column('reason', 'VARCHAR', 'reason', 'what the status rests on'),
      column('max_loss_s', 'DOUBLE', 'maxLossSeconds', 'what the policy declares, seconds'),
      column('failure', 'VARCHAR', 'item', 'the way of failing: processCrash, hostLoss, failover, …'),
      column(
        'seconds',
        'DOUBLE',
        'seconds[item]',
        'acknowledged writes it would take, seconds; NULL where there is no number',
      ),
      column('at_least', 'BOOLEAN', 'list_contains(atLeast, item)', 'the number is a lower bound'),
      column('everything', 'BOOLEAN', 'list_contains(unbounded, item)', 'it would take all data'),
      column('unknown', 'BOOLEAN', 'list_contains(CAST(unknown AS VARCHAR[]), item)', 'an input is missing'),
    ],
  },
];
