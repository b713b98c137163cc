import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'security/plaintext-port-open',
  title: 'A port without TLS is open beside the encrypted one',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['config.port', 'config.tls-port'],
  // Servers built without TLS know no tls-port.
  skipUnsupported: true,
  why:
    'TLS is on, and the plain port still answers. A client that was forgotten, or one that is set up wrongly, goes on ' +
    'sending passwords and data in the clear, and nobody notices.',
  fix: [
    'Find who still uses it, move them over, then close it on every node:',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    { run: 'redis-cli -h {host} -p {port} CONFIG SET port 0' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/'],
  check({ fact }) {
    const [port, tlsPort] = [Number(fact('config.port')), Number(fact('config.tls-port'))];
    if (tlsPort === 0) return skip('TLS is off');
    if (port === 0) return pass({ port, tlsPort });
    return fail(`port ${port} is open beside tls-port ${tlsPort} (limit: port 0)`, { port, tlsPort });
  },
});
