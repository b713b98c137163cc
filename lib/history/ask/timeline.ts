import { allSeries, belongsTo, seriesOf } from '../../core/audit-series.ts';
import { auditKinds } from '../../core/facts.ts';
import type { Episode, Subject, TimelineAnswer, Upset } from '../../core/history/answers.ts';
import { quoted } from '../database.ts';
import type { History, Row } from '../read-model.ts';
import { alertEntries } from './alerts.ts';
import { oddities } from './oddities.ts';
import { loadRuns } from './runs.ts';
import { trendOf } from './trend.ts';
import { headOf, number, placeSql, text } from './words.ts';

/** Rules that tell what befell a node or a shard. */
const UPSETS = "('topology/failover-happened', 'topology/node-restarted')";

/**
 * When something began, how long it lasted, whether it gets worse, and what was done about it.
 *
 * @throws StoreError, NoHistoryError
 */
export async function timeline(history: History, subject: Subject): Promise<TimelineAnswer> {
  const runs = await loadRuns(history, `kind = 'summary' OR rule IN ${UPSETS} OR (${linesAbout(subject)})`);
  await nameRules(history, subject);
  const episodes = (await history.rows(episodesSql)).map(episodeOf);
  const about = aboutSql(subject);
  const alerts = await alertEntries(history, about);
  const upsets = (await history.rows(upsetsSql(subject.kind === 'rule' ? 'true' : about))).map(upsetOf);
  const trend = await trendOf(history);
  return { ...headOf(history, await oddities(history)), subject, runs, episodes, alerts, upsets, ...trend };
}

/** The subject over the fields of lines, while they are loaded. */
function linesAbout(subject: Subject): string {
  switch (subject.kind) {
    case 'rule':
      return `rule = ${quoted(subject.rule)}`;
    case 'node':
      return `resource.address = ${quoted(subject.node)} OR resource.id = ${quoted(subject.node)}`;
    case 'shard':
      return `resource.shard = ${quoted(subject.shard)} OR (resource.kind = 'shard' AND resource.id = ${quoted(subject.shard)})`;
  }
}

/** The same over the columns of the tables. */
function aboutSql(subject: Subject): string {
  switch (subject.kind) {
    case 'rule':
      return `rule = ${quoted(subject.rule)}`;
    case 'node':
      return `(address = ${quoted(subject.node)} AND resource_kind = 'node' OR resource_id = ${quoted(subject.node)})`;
    case 'shard':
      return `shard = ${quoted(subject.shard)}`;
  }
}

/** Tables of what the subject's rules said, and of the audits that judge each: what is silent in one of those passed. */
async function nameRules(history: History, subject: Subject): Promise<void> {
  const { run } = history.database;
  await run(`CREATE TEMP TABLE about AS SELECT *, ${placeSql} AS place FROM findings WHERE ${aboutSql(subject)}`);
  const rules = (await history.rows('SELECT DISTINCT rule FROM about')).map((row) => text(row, 'rule'));
  const series = rules.map((id) => `(${quoted(id)}, ${quoted(seriesOf({ id, area: id.split('/')[0] ?? '' }))})`);
  const audits = allSeries.flatMap((each) =>
    auditKinds.filter((audit) => belongsTo(audit, each)).map((audit) => `(${quoted(each)}, ${quoted(audit)})`),
  );
  await run(
    `CREATE TEMP TABLE rule_series AS SELECT * FROM (VALUES ${[...series, "('', '')"].join(', ')}) AS t(rule, series)`,
  );
  await run(`CREATE TEMP TABLE series_audits AS SELECT * FROM (VALUES ${audits.join(', ')}) AS t(series, audit)`);
  await run(`CREATE TEMP TABLE judged AS SELECT series, cluster, due_at, audit,
    row_number() OVER (PARTITION BY series, cluster ORDER BY due_at, audit) AS n
    FROM runs JOIN series_audits USING (audit) WHERE series IN (SELECT series FROM rule_series)`);
}

/** Consecutive audits that say the same have the same distance between their number and their rank. */
const episodesSql = `WITH seen AS (
    SELECT about.*, series, n FROM about JOIN rule_series USING (rule) JOIN judged USING (series, cluster, due_at, audit)),
  islands AS (SELECT *, n - row_number() OVER (PARTITION BY cluster, fingerprint, status ORDER BY n) AS island FROM seen),
  episodes AS (SELECT cluster, series, rule, severity, status, fingerprint, min(due_at) AS first, max(due_at) AS last,
    count(*) AS audits, max(n) AS last_n, arg_max(place, n) AS place, arg_min(message, n) AS first_message,
    arg_max(message, n) AS last_message FROM islands GROUP BY cluster, series, rule, severity, status, fingerprint, island)
  SELECT episodes.*, judged.due_at AS ended FROM episodes
  LEFT JOIN judged ON judged.series = episodes.series AND judged.cluster = episodes.cluster AND judged.n = last_n + 1
  ORDER BY first, rule, place, status`;

function episodeOf(row: Row): Episode {
  return {
    cluster: text(row, 'cluster'),
    rule: text(row, 'rule'),
    severity: text(row, 'severity') as Episode['severity'],
    status: text(row, 'status') as Episode['status'],
    fingerprint: text(row, 'fingerprint'),
    place: text(row, 'place'),
    firstAt: text(row, 'first'),
    lastAt: text(row, 'last'),
    audits: number(row, 'audits'),
    endedAt: row.ended === null ? null : text(row, 'ended'),
    firstMessage: text(row, 'first_message'),
    lastMessage: text(row, 'last_message'),
  };
}

function upsetsSql(about: string): string {
  return `SELECT cluster, due_at, rule, ${placeSql} AS place, message FROM findings
    WHERE rule IN ${UPSETS} AND status = 'fail' AND ${about} ORDER BY due_at, rule, place`;
}

function upsetOf(row: Row): Upset {
  const [cluster, at, rule, place, message] = ['cluster', 'due_at', 'rule', 'place', 'message'].map((name) =>
    text(row, name),
  );
  return { cluster: cluster ?? '', at: at ?? '', rule: rule ?? '', place: place ?? '', message: message ?? '' };
}
