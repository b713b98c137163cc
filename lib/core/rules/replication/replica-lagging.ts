import { attachedReplica } from '../../attached-replica.ts';
import { formatBytes } from '../../byte-size.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule, type FellowReader, type MemberIdentity, numberOption } from '../../rule.ts';
import type { Topology } from '../../topology.ts';

const MIB = 2 ** 20;

export const rule = defineRule({
  id: 'replication/replica-lagging',
  title: 'A replica lags behind its primary',
  severity: 'warning',
  scope: 'node',
  role: 'replica',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['topology', 'info.replication.master_link_status'],
  // The others are of its primary.
  optional: [
    'info.replication.master_last_io_seconds_ago',
    'info.replication.replicas',
    'info.replication.master_repl_offset',
  ],
  options: {
    failAboveMiB: numberOption(20),
    failAboveSeconds: numberOption(10),
    silentAboveSeconds: numberOption(30),
  },
  optionDocs: {
    failAboveMiB: 'Mebibytes of the write stream that the replica may be behind',
    failAboveSeconds: 'Seconds since the replica last acknowledged what it received',
    silentAboveSeconds: 'Seconds in which nothing came from the primary, although the link is up',
  },
  failureThreshold: 2,
  why:
    'If the primary fails now, what this replica has not received is lost, and clients that read from it read old data. ' +
    'A replica that falls further and further behind ends in a full resync.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'See whether the replica is busy: slow commands of clients that read from it, a save, swapping, a slow disk.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
    'If it is idle, the network between the two takes less than is written: look at its throughput and its losses.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits:
    'Offsets are compared within one reading of the primary; the acknowledgement in it is up to a second old. A replica ' +
    'whose link is down is left to `replication/link-down`.',
  check({ node, fellows, fact, maybe, options }) {
    if (fact('info.replication.master_link_status') !== 'up') return skip('its link to the primary is down');
    const silentSeconds = maybe('info.replication.master_last_io_seconds_ago');
    if (silentSeconds !== undefined && silentSeconds > options.silentAboveSeconds)
      return fail(`nothing came from its primary for ${silentSeconds} s, above ${options.silentAboveSeconds} s`, {
        silentSeconds,
      });
    const gap = gapSeenBy(primaryOf(node, fellows, fact('topology')), node, fact('topology'));
    if (gap === undefined) return unknown('its primary could not be read, or does not list it');
    const { behindBytes, lagSeconds } = gap;
    if (behindBytes > options.failAboveMiB * MIB)
      return fail(`${formatBytes(behindBytes)} behind its primary, above ${options.failAboveMiB} MiB`, { ...gap });
    if (lagSeconds > options.failAboveSeconds)
      return fail(`it last acknowledged ${lagSeconds} s ago, above ${options.failAboveSeconds} s`, { ...gap });
    return pass({ ...gap });
  },
});

type Fellow = FellowReader<'info.replication.replicas' | 'info.replication.master_repl_offset'>;

function primaryOf({ nodeId }: MemberIdentity, fellows: readonly Fellow[], { members }: Topology): Fellow | undefined {
  const primaryId = members.find((member) => member.nodeId === nodeId)?.primaryId;
  return fellows.find((fellow) => fellow.node.nodeId === primaryId);
}

/** What one reading of the primary says of a replica that it sends its stream to. */
function gapSeenBy(primary: Fellow | undefined, { nodeId, address }: MemberIdentity, { shards }: Topology) {
  const lines = primary?.maybe('info.replication.replicas');
  const offset = primary?.maybe('info.replication.master_repl_offset');
  const replicas = shards.find((shard) => shard.replicas.includes(nodeId))?.replicas ?? [];
  const line = lines === undefined ? undefined : attachedReplica(lines, address, replicas.length === 1);
  if (offset === undefined || line?.state !== 'online') return undefined;
  return { behindBytes: Math.max(0, offset - line.offset), lagSeconds: line.lag };
}
