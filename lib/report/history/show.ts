import type { ShowAnswer } from '../../core/history/answers.ts';
import { count } from '../words.ts';
import { type Grid, gridLines } from './grid.ts';
import { minute, page } from './words.ts';

/** One audit: what it found, what a failure would take, who belongs to the cluster. */
export function showText(answer: ShowAnswer, width: number): string {
  const { run, summary, findings, loss, nodes } = answer;
  const head = `${run.cluster}: ${run.audit} audit of ${minute(run.at)} UTC, run ${run.runId}`;
  const counts = `${summary.answered} of ${summary.nodes} nodes answered; ${summary.failed} failed, ${summary.unknown} unknown, ${summary.passed} passed, ${summary.skipped} skipped`;
  return page([
    head,
    counts,
    '',
    ...(findings.length === 0 ? ['Nothing failed.'] : gridLines(findingsGrid(answer), width)),
    ...(loss.length === 0
      ? []
      : ['', 'Acknowledged writes that a failure would take, at most', ...gridLines(lossGrid(answer), width)]),
    '',
    ...(nodes === null
      ? ['Its facts are not stored any more: who belonged to the cluster is not known.']
      : [`${count(nodes.length, 'node')}`, ...gridLines(nodesGrid(nodes), width)]),
  ]);
}

function findingsGrid({ findings }: ShowAnswer): Grid {
  const rows = findings.map(({ severity, status, rule, place, message }) => [
    status === 'fail' ? severity.toUpperCase() : status,
    rule,
    place,
    message,
  ]);
  return { columns: ['', 'rule', 'where', 'what'], rows };
}

function lossGrid({ loss }: ShowAnswer): Grid {
  const rows = loss.map(({ shard, primary, status, reason, seconds }) => [
    shard,
    primary,
    `${status}${reason === '' ? '' : `: ${reason}`}`,
    Object.entries(seconds)
      .map(([failure, words]) => `${failure} ${words}`)
      .join(', '),
  ]);
  return { columns: ['shard', 'primary', 'policy', 'in case of'], rows };
}

function nodesGrid(nodes: NonNullable<ShowAnswer['nodes']>): Grid {
  const rows = nodes.map(({ shard, role, address, nodeId, answered }) => [
    shard ?? '-',
    role,
    address,
    nodeId,
    answered === null ? 'not visited' : answered ? 'answered' : 'did not answer',
  ]);
  return { columns: ['shard', 'role', 'address', 'id', ''], rows };
}

/** One row for each finding. */
export function showGrid({ run, findings }: ShowAnswer): Grid {
  const rows = findings.map(({ rule, severity, status, place, message, fingerprint }) => [
    run.cluster,
    run.at,
    run.audit,
    rule,
    severity,
    status,
    place,
    message,
    fingerprint,
  ]);
  return {
    columns: ['cluster', 'due_at', 'audit', 'rule', 'severity', 'status', 'place', 'message', 'fingerprint'],
    rows,
  };
}
