import { certificateVerdict } from '../../certificates.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'security/certificate-expiring',
  title: 'A certificate expires soon',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['tls.certificates'],
  // A connection that is not encrypted shows no certificate.
  skipUnsupported: true,
  options: { failBelowDays: numberOption(30) },
  optionDocs: { failBelowDays: 'Days for which the certificate and those it rests on have to be valid' },
  why:
    'When it has expired, clients that check certificates connect no more, replicas of a cluster with `tls-replication` ' +
    'neither, and the nodes may cease to see each other. Renewal takes somebody, and often a restart or a reload.',
  fix: [
    'Look at what the node shows, with the authorities behind it:',
    { run: 'openssl s_client -connect {host}:{port} -showcerts </dev/null | openssl x509 -noout -enddate' },
    'Put the new files in place and let the node read them; Redis and Valkey do that without a restart:',
    {
      run: 'redis-cli --tls -h {host} -p {port} CONFIG SET tls-cert-file /etc/redis/node.crt tls-key-file /etc/redis/node.key',
    },
    'If an authority expires, every client needs the new one before the nodes show certificates of it.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/'],
  limits:
    'It sees the certificate of the port that the auditor connects to; the bus between nodes may show another one. What ' +
    'is renewed on disk counts from when the node shows it. After it has expired a connection that checks it fails, and ' +
    '`topology/node-unreachable` says why. Certificates of clients are not seen.',
  check({ run, fact, options }) {
    return certificateVerdict(fact('tls.certificates'), run.startedAt, options.failBelowDays);
  },
});
