import { certificateVerdict } from '../../certificates.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'security/certificate-nearly-expired',
  title: 'A certificate expires within days',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['tls.certificates'],
  skipUnsupported: true,
  options: { failBelowDays: numberOption(7) },
  optionDocs: { failBelowDays: 'Days for which the certificate and those it rests on have to be valid' },
  mutes: ['security/certificate-expiring'],
  why:
    'Whoever renews certificates here has not done so, and little time is left. When it has expired, clients that check ' +
    'certificates connect no more, and the nodes may cease to see each other: an outage of the whole cluster at once, as ' +
    'its certificates mostly end together.',
  fix: [
    'Renew it now. What the node shows at present:',
    { run: 'openssl s_client -connect {host}:{port} -showcerts </dev/null | openssl x509 -noout -enddate' },
    'Put the new files in place on every node, and let it read them:',
    {
      run: 'redis-cli --tls -h {host} -p {port} CONFIG SET tls-cert-file /etc/redis/node.crt tls-key-file /etc/redis/node.key',
    },
    'If renewal is automatic, find out why it did not happen: the same will befall the other nodes.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/'],
  limits:
    'It sees the certificate of the port that the auditor connects to; the bus between nodes may show another one. After ' +
    'it has expired a connection that checks it fails, and `topology/node-unreachable` says why.',
  check({ run, fact, options }) {
    return certificateVerdict(fact('tls.certificates'), run.startedAt, options.failBelowDays);
  },
});
