import { formatBytes } from '../../byte-size.ts';
import { type Evidence, fail, pass, type Verdict } from '../../finding.ts';
import { defineRule, type FellowReader, numberOption } from '../../rule.ts';
import type { Views } from '../../topology.ts';

const MIB = 2 ** 20;

export const rule = defineRule({
  id: 'topology/bus-link-broken',
  title: 'The cluster bus between nodes is broken',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['nodes', 'views'],
  // The two numbers are told from 7.0 on.
  optional: ['connection', 'cluster.info.total_cluster_links_buffer_limit_exceeded', 'info.memory.mem_cluster_links'],
  options: { failAboveMiB: numberOption(256) },
  optionDocs: { failAboveMiB: 'Mebibytes that all links of a node to its peers may hold' },
  // A link that broke is mended within a second, so one sighting may be chance.
  failureThreshold: 2,
  why:
    'Nodes watch each other, vote and spread changes over the bus. A node that cannot talk to a peer over it suspects ' +
    'the peer, and if enough of them do, there is a failover without need, or none when there should be one.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
    'Open the bus port (client port + 10000 unless set otherwise) between all nodes, in both directions: in security ' +
      'groups, firewalls and network policies.',
    'With TLS see that `tls-cluster` is the same on all nodes and that the certificates are valid on both sides.',
    'If buffers grow, the peer reads too slowly: look at its load. This shows them, on 7.0 and later:',
    { run: 'redis-cli -h {host} -p {port} CLUSTER LINKS' },
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
    'https://redis.io/docs/latest/commands/cluster-links/',
  ],
  limits: 'It sees the links that the node opens itself; the ones that its peers open show on them.',
  check({ node, fact, maybe, observedDelta, everyone, options }) {
    const broken = brokenLinks(node.nodeId, fact('views'), everyone);
    const closed = observedDelta('cluster.info.total_cluster_links_buffer_limit_exceeded');
    const bufferBytes = maybe('info.memory.mem_cluster_links') ?? null;
    const closedForBuffers = closed.state === 'ok' ? closed.value : null;
    const problems = [
      ...(broken.length === 0 ? [] : [`no link to ${broken.join(', ')}, which answer the auditor`]),
      ...(closedForBuffers !== null && closedForBuffers > 0
        ? [`${closedForBuffers} links closed for their buffers`]
        : []),
      ...(bufferBytes !== null && bufferBytes > options.failAboveMiB * MIB
        ? [`its links hold ${formatBytes(bufferBytes)}, above ${options.failAboveMiB} MiB`]
        : []),
    ];
    return verdictOn(problems, { broken, closedForBuffers, bufferBytes });
  },
});

function verdictOn(problems: readonly string[], evidence: Evidence): Verdict {
  return problems.length === 0 ? pass(evidence) : fail(problems.join('; '), evidence);
}

/** Peers to which the node has no link, although they are up and nobody calls them failed. */
function brokenLinks(nodeId: string, views: Views, everyone: readonly FellowReader<'connection'>[]): readonly string[] {
  const left = new Set(['fail', 'handshake', 'noaddr']);
  const lines = (views.get(nodeId) ?? []).filter(
    (line) => !line.linkConnected && line.nodeId !== nodeId && !line.flags.some((flag) => left.has(flag)),
  );
  return lines.flatMap((line) => {
    const peer = everyone.find((member) => member.node.nodeId === line.nodeId);
    return peer?.maybe('connection')?.answered === true ? [line.address] : [];
  });
}
