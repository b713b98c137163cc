import { fail, pass, skip, unknown } from '../../finding.ts';
import { hostOf, isLoopback } from '../../hosts.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'security/tls-off',
  title: 'Connections are not encrypted',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['connection'],
  coverage: 'reachable',
  why:
    'The auditor talks to the nodes in plain text, and so can everybody. Passwords, keys and values can be read on every ' +
    'network between client and node, and changed there.',
  fix: [
    'Give every node a certificate and a `tls-port`, with `tls-cluster yes` and `tls-replication yes`; move the clients ' +
      'over, the auditor too (`rediss://`), and then close the plain port:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET port 0' },
    'On a private network that is trusted, switch this rule off and say why.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/'],
  limits: "Judged by the auditor's own connections. Not judged where every node is on loopback.",
  check({ members, known }) {
    if (known.every(({ address }) => isLoopback(hostOf(address)))) return skip('every node is on loopback');
    const reached = members.flatMap(({ node, fact }) => {
      const { outcome } = fact('connection');
      return outcome.state === 'ok' ? [{ address: node.address, tls: outcome.value.tls }] : [];
    });
    if (reached.length === 0) return unknown('no node could be reached');
    const plain = reached.filter(({ tls }) => !tls).map(({ address }) => address);
    if (plain.length === 0) return pass({ nodes: reached.length });
    return fail(`no TLS on ${plain.length} of ${reached.length} connections`, { nodes: plain });
  },
});
