import { parseAddress } from '../../address.ts';
import type { ClusterMember } from '../../facts.ts';
import { type Evidence, fail, pass, unknown, type Verdict } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/announced-address-stale',
  title: 'Peers know an old address of a node',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['nodes', 'views'],
  optional: ['dns'],
  // After a change of address the peers hear of it within seconds.
  failureThreshold: 2,
  why:
    'Clients are sent to the address that the node they asked knows. With an old one they end nowhere, or at another ' +
    'node that has it now; and a peer that cannot reach the node under it takes it for failed.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
    'If the node announces the wrong one, set the right one and restart it or let it take effect at once:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET cluster-announce-ip ADDRESS' },
    'If a peer holds the old one, introduce the node to it again, on the peer:',
    { run: 'redis-cli -h PEER -p PORT CLUSTER MEET {host} {port}' },
    'If its host name leads elsewhere, set the record in DNS right, or the name: `CONFIG SET cluster-announce-hostname`.',
  ],
  links: ['https://redis.io/docs/latest/commands/cluster-meet/'],
  limits: 'A host name is resolved where the auditor runs: clients may be told other addresses.',
  check({ node, fact, maybe }) {
    const views = fact('views');
    const own = lineOf(node.nodeId, views.get(node.nodeId) ?? []);
    if (own === undefined) return pass();
    const others = [...new Set(views.values())].flatMap((view) => lineOf(node.nodeId, view) ?? []);
    const addresses = [...new Set(others.map(({ address }) => address))].filter((each) => each !== own.address);
    const names = [...new Set(others.flatMap(({ hostname }) => hostname ?? []))];
    const hostnames = own.hostname === undefined ? [] : names.filter((each) => each !== own.hostname);
    const evidence = { announces: announced(own), peersHold: [...addresses, ...hostnames] };
    if (evidence.peersHold.length > 0)
      return fail(`it announces ${evidence.announces}, and peers hold ${evidence.peersHold.join(', ')}`, evidence);
    return own.hostname === undefined ? pass(evidence) : nameVerdict(own, maybe('dns'), evidence);
  },
});

/** Whether the host name that it announces leads to the address that it announces. */
function nameVerdict(own: ClusterMember, leadsTo: readonly string[] | undefined, evidence: Evidence): Verdict {
  if (leadsTo === undefined) return unknown('its host name could not be resolved from here');
  const all = { ...evidence, leadsTo };
  if (leadsTo.includes(parseAddress(own.address)?.host ?? '')) return pass(all);
  const where = leadsTo.length === 0 ? 'nowhere' : `to ${leadsTo.join(', ')}`;
  return fail(`it announces ${announced(own)}, and that name leads ${where}`, all);
}

function lineOf(nodeId: string, view: readonly ClusterMember[]): ClusterMember | undefined {
  return view.find((line) => line.nodeId === nodeId && parseAddress(line.address)?.host !== '');
}

function announced({ address, hostname }: ClusterMember): string {
  return hostname === undefined ? address : `${address} (${hostname})`;
}
