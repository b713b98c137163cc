import type { Finding } from '../../lib/core/finding.ts';
import type { AuditResult, Explanation } from '../../lib/core/result.ts';
import { type Port, ports } from './facts.ts';
import {
  alertOf,
  auditResult,
  cluster,
  finding,
  missing,
  node,
  nodeLatency,
  nodeResult,
  shard,
  slowCommand,
} from './result.ts';

/** In the product the answers at length are longer; these are of the tests, as the texts of the rules are. */
const psync: Explanation = {
  what: 'A replica asks its primary to go on with the replication stream.',
  why: 'For a full copy the primary forks inside this command.',
  todo: 'One entry after a replica joined or restarted: nothing.',
  answer:
    'PSYNC is the request by which a replica asks its primary for the replication stream; applications never send it. ' +
    'This one (`PSYNC ? -1`) gets a full copy: the time is that of the fork with which the primary begins it. One entry ' +
    'after a replica joined or restarted can be ignored; if it comes again and again, look at the link of that replica.',
};

const clusterSlots: Explanation = {
  what: 'A client library asks which node owns which slots.',
  why: 'The reply names every range with its nodes.',
  todo: 'Keep connections instead of opening new ones.',
  answer:
    'CLUSTER SLOTS is the question by which a client library learns which node owns which slots; neither replicas nor the ' +
    'cluster itself send it. A handful of entries just after a failover, when every client asks anew, can be ignored.',
};

const script: Explanation = {
  what: 'A script or function; nothing else runs meanwhile.',
  why: 'Loops over many keys or elements. Past `busy-reply-threshold` (5 s) all others get `BUSY`.',
  todo: 'Bound the work per call; move loops to the client or to SCAN steps; SCRIPT KILL works until it has written.',
};

const fork: Explanation = {
  what: 'The fork of a save, a rewrite or a sync.',
  why: 'Memory size (10 to 30 ms per GB), huge pages, an old hypervisor.',
  todo: 'Saves on replicas; smaller nodes; huge pages off; a backlog that avoids full syncs.',
};

const noPermission = "NOPERM this user has no permissions to run the 'config|get' command";

/** Second audit of a careless set-up: many things at once, and a user that may not read the configuration. */
export function carelessSetUp(): AuditResult {
  const aof = finding('aof/not-enabled', 'fail', node(7001), {
    severity: 'critical',
    message: 'AOF is off on this primary',
  });
  const slow = finding('slowlog/slow-command', 'fail', node(7003), {
    message: '3 new entries of 100 ms or more, the longest 152 ms (EVAL)',
    evidence: {
      entries: 3,
      slowest: [{ shape: 'EVAL <script> 1 job:*', longestMs: 152, clients: ['worker (10.0.0.9)', '10.0.0.8'] }],
    },
  });
  const restarted = finding('topology/node-restarted', 'pass', node(7005));
  const fsync = [7002, 7003, 7004, 7006].map((port) =>
    finding('aof/fsync-not-as-declared', 'fail', node(port as Port), {
      message: 'appendfsync is no; declared are everysec, always',
    }),
  );
  const findings: readonly Finding[] = [
    slow,
    ...fsync,
    aof,
    restarted,
    finding('config/change-not-saved', 'fail', node(7001), {
      severity: 'info',
      message: '1 CONFIG SET since the start and no CONFIG REWRITE',
    }),
    finding('config/change-not-saved', 'fail', node(7002), {
      severity: 'info',
      message: '4 CONFIG SET since the start and no CONFIG REWRITE',
    }),
    ...ports.map((port) =>
      finding('rdb/save-points-on-primary', port < 7004 ? 'unknown' : 'skipped', node(port), {
        message: port < 7004 ? `config.save: ${noPermission}` : 'a replica',
        missing: port < 7004 ? [missing('config.save', 'no-permission', noPermission)] : [],
      }),
    ),
    finding('replication/full-resync-loop', 'unknown', node(7001), {
      missing: [
        missing(
          'prev.info.stats.sync_full',
          'not-attempted',
          'the process is another one than at the last audit, so its counters began anew',
        ),
      ],
    }),
  ];
  return auditResult({
    findings,
    nodes: ports.map((port) => nodeResult(port, 'ok', { config: 'no-permission' })),
    slowCommands: [
      slowCommand('EVAL <script> 1 job:*', {
        kind: 'script',
        count: 3,
        longestUs: 152_310,
        totalUs: 455_040,
        nodes: ['127.0.0.1:7003'],
        clients: ['worker (10.0.0.9)', '10.0.0.8'],
        explanation: script,
      }),
      slowCommand('EVAL <script> 0', { kind: 'script', longestUs: 21_000, totalUs: 21_000, explanation: script }),
      slowCommand('PSYNC ? -1', {
        kind: 'internal',
        longestUs: 55_547,
        totalUs: 55_547,
        explanation: psync,
      }),
      slowCommand('CLUSTER SLOTS', {
        command: 'cluster|slots',
        kind: 'topology',
        count: 4,
        longestUs: 32_135,
        totalUs: 63_793,
        nodes: ['127.0.0.1:7001', '127.0.0.1:7002'],
        clients: ['shop (10.0.0.20)'],
        explanation: clusterSlots,
      }),
    ],
    latency: {
      intrinsic: { durationMs: 200, longestStallUs: 8_120 },
      nodes: ports.map((port) =>
        port === 7001
          ? nodeLatency(port, {
              events: [
                {
                  event: 'fork',
                  latestAt: '2026-03-01T02:58:11.000Z',
                  latestMs: 55,
                  maxMs: 61,
                  newWorstMs: 55,
                  explanation: fork,
                },
                {
                  event: 'command',
                  latestAt: '2026-02-27T10:00:00.000Z',
                  latestMs: 120,
                  maxMs: 310,
                  newWorstMs: null,
                  explanation: script,
                },
              ],
              doctor:
                "Dave, I have observed latency spikes in this instance. You don't mind talking about it, do you Dave?\n\n" +
                '1. fork: 1 latency spikes (average 55ms, mean deviation 0ms, period 107.00 sec). Worst all time event 61ms.\n',
            })
          : nodeLatency(port),
      ),
    },
    alerts: [
      alertOf(aof, 'firing', { since: '2026-03-01T02:00:00.000Z', reason: 'unchanged' }),
      alertOf(slow, 'firing', { reason: 'failed in this audit' }),
      ...fsync.map((each) => alertOf(each, 'pending', { reason: 'failed in this audit, fires at 2' })),
      alertOf(restarted, 'resolved', { since: '2026-03-01T02:00:00.000Z', reason: 'the check passes again' }),
    ],
    notifications: [
      {
        reason: 'a new alert',
        subject: '[test] CRITICAL: AOF is off on a primary, 1 more',
        text: '…',
        deliveries: [
          { sink: 'console', status: 'delivered' },
          { sink: 'webhook', status: 'failed', error: 'HTTP 503' },
        ],
      },
    ],
  });
}

/** First audit with a shard that is gone: two nodes do not answer, and nothing can be compared yet. */
export function lostShard(): AuditResult {
  const refused = (port: Port) =>
    missing('info.server.run_id', 'connect-refused', `connect ECONNREFUSED 127.0.0.1:${port}`);
  const notYet = missing(
    'prev.info.stats.sync_full',
    'not-attempted',
    'this node has not been audited before, so nothing can be compared yet',
  );
  const down = [7001, 7004] as const;
  const findings: readonly Finding[] = [
    ...down.map((port) =>
      finding('topology/node-unreachable', 'fail', node(port), {
        severity: 'critical',
        message: 'no reply in 3 attempts of 2000 ms (connect ECONNREFUSED)',
      }),
    ),
    finding('topology/slot-uncovered', 'fail', cluster, {
      severity: 'critical',
      message: '5461 slots are not served: 0-5460',
    }),
    finding('topology/shard-without-replica', 'fail', shard(7001), {
      severity: 'critical',
      message: 'none of its replicas is healthy',
    }),
    ...[
      'aof/not-enabled',
      'aof/write-failed',
      'rdb/last-save-failed',
      'latency/fork-slow',
      'slowlog/slow-command',
    ].flatMap((rule) => down.map((port) => finding(rule, 'unknown', node(port), { missing: [refused(port)] }))),
    finding('config/differs-between-nodes', 'unknown', cluster, {
      missing: down.map((port) => ({ ...refused(port), node: `127.0.0.1:${port}` })),
    }),
    ...Array.from({ length: 18 }, (_, index) => index).flatMap((index) =>
      [7002, 7003, 7005, 7006].map((port) =>
        finding(`area/compares-${index}`, 'unknown', node(port as Port), { missing: [notYet] }),
      ),
    ),
  ];
  return auditResult({
    findings,
    nodes: ports.map((port) => nodeResult(port, down.some((each) => each === port) ? 'connect-refused' : 'ok')),
    latency: {
      intrinsic: { durationMs: 200, longestStallUs: 41 },
      nodes: ports.map((port) =>
        nodeLatency(port, down.some((each) => each === port) ? { ping: null, doctor: null } : {}),
      ),
    },
  });
}
