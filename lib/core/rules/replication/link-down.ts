import { formatAddress } from '../../address.ts';
import type { ReplicaLine } from '../../facts.ts';
import { fail, pass, unknown, type Verdict } from '../../finding.ts';
import { linkBefore, timeWithoutLink, type WithoutLink } from '../../link-age.ts';
import { defineRule, type FellowReader, type MemberIdentity, numberOption } from '../../rule.ts';
import type { Topology } from '../../topology.ts';

export const rule = defineRule({
  id: 'replication/link-down',
  title: 'A replica is cut off from its primary',
  severity: 'critical',
  scope: 'node',
  role: 'replica',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: [
    'info.replication.master_link_status',
    'info.replication.master_sync_in_progress',
    'info.server.uptime_in_seconds',
  ],
  // The first is there only while the link is down; the last two tell what the primary makes of this replica.
  optional: [
    'info.replication.master_link_down_since_seconds',
    'info.server.run_id',
    'info.replication.replicas',
    'topology',
  ],
  options: { failAboveSeconds: numberOption(60) },
  optionDocs: { failAboveSeconds: 'Seconds without a link to the primary' },
  why:
    'This replica no longer receives what clients write. If the primary fails now, everything written since the link ' +
    'broke is lost, or the replica is too old to take over at all; clients that read from it read old data.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'Its log says why the primary turns it away: a wrong `masteruser` or `masterauth`, a TLS setting, no route, no memory ' +
      'for the transfer.',
    'If the log shows one full resync after the other, see `replication/full-resync-loop`.',
    'Whether clients read old data meanwhile is decided by this setting:',
    { run: 'redis-cli -h {host} -p {port} CONFIG GET replica-serve-stale-data' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits:
    'A sync under way passes however long it takes. Links that broke and healed between two audits are not seen. Of a ' +
    'link that was never up the server does not tell since when: then the age of the process counts, but for one that ' +
    'had a link, or was a primary, at the last audit.',
  check({ node, fellows, fact, maybe, maybePrevious, options }) {
    if (fact('info.replication.master_link_status') === 'up') {
      if (!leftOut(node, fellows, maybe('topology'), now)) return pass();
      const evidence = { listedByPrimary: false };
      if (!leftOut(node, fellows, maybePrevious('topology'), before)) return pass(evidence);
      return fail('its primary has not listed it as an online replica in two audits running', evidence);
    }
    if (fact('info.replication.master_sync_in_progress')) return pass({ syncInProgress: true });
    const down = timeWithoutLink(
      maybe('info.replication.master_link_down_since_seconds'),
      { runId: maybe('info.server.run_id'), uptimeSeconds: fact('info.server.uptime_in_seconds') },
      linkBefore(maybePrevious),
    );
    return verdictOn(down, options.failAboveSeconds);
  },
});

function verdictOn({ seconds, atMost, isNew }: WithoutLink, failAboveSeconds: number): Verdict {
  const evidence = { downSeconds: seconds, ...(atMost ? { atMost } : {}), failAboveSeconds };
  if (seconds <= failAboveSeconds) return pass(evidence);
  if (isNew) return unknown(`it has no link to its primary yet, for ${seconds} s at most`, evidence);
  const time = atMost ? `has not been up yet, for ${seconds} s at most` : `is down for ${seconds} s`;
  return fail(`the link to its primary ${time}, above ${failAboveSeconds} s`, evidence);
}

type Fellow = FellowReader<'info.replication.replicas' | 'info.replication.master_link_status' | 'topology'>;

/** What one audit knows of the other members of the shard. */
interface Reading {
  readonly attached: (primary: Fellow) => readonly ReplicaLine[] | undefined;
  readonly link: (replica: Fellow) => string | undefined;
}

const now: Reading = {
  attached: (primary) => primary.maybe('info.replication.replicas'),
  link: (replica) => replica.maybe('info.replication.master_link_status'),
};

const before: Reading = {
  attached: (primary) => primary.maybePrevious('info.replication.replicas'),
  link: (replica) => replica.maybePrevious('info.replication.master_link_status'),
};

/**
 * Whether the primary leaves this replica out of those it calls online. Its list carries addresses that need not be
 * the announced ones, so a list as long as the number of replicas with a link leaves nobody out.
 */
function leftOut(
  node: MemberIdentity,
  fellows: readonly Fellow[],
  topology: Topology | undefined,
  { attached, link }: Reading,
): boolean {
  const shard = topology?.shards.find(({ replicas }) => replicas.includes(node.nodeId));
  const primary = fellows.find((fellow) => fellow.node.nodeId === shard?.primary);
  const lines = primary === undefined ? undefined : attached(primary);
  if (shard === undefined || lines === undefined) return false;
  // Port 0 is an RDB download.
  const online = lines.filter(({ port, state }) => port !== 0 && state === 'online');
  const others = fellows.filter((fellow) => shard.replicas.includes(fellow.node.nodeId) && link(fellow) === 'up');
  return online.length < others.length + 1 && !online.some(({ ip, port }) => formatAddress(ip, port) === node.address);
}
