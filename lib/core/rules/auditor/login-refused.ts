import type { Connection } from '../../facts.ts';
import { fail, pass, unknown } from '../../finding.ts';
import { missesOf } from '../../misses.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'auditor/login-refused',
  title: 'The node refuses the auditor',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['connection'],
  mutes: ['auditor/permission-missing', 'auditor/coverage-partial'],
  why:
    'The node is up and does not let the auditor in, so nothing about it is being checked. Clients that share these ' +
    'credentials, or replicas that log in with them, may be shut out as well.',
  fix: [
    'WRONGPASS: the password was changed on this node only, the user is off, or it is not there. Look at it as an administrator:',
    { run: 'redis-cli -h {host} -p {port} ACL GETUSER auditor' },
    'NOAUTH: the node asks for a login and the auditor was given none.',
    'NOPERM on PING: the user may log in and do nothing. `redis-auditor acl` prints what it needs.',
    'A refused client certificate: it has expired, or the node does not trust the authority that signed it.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/',
  ],
  check({ node, run, fact }) {
    const connection = fact('connection');
    const { outcome } = connection;
    const pingDenied = missesOf(run, node.nodeId)?.some(
      (miss) => miss.fact === 'ping' && miss.reason === 'no-permission',
    );
    const refusal = refusalOf(connection) ?? (pingDenied === true ? 'NOPERM on PING' : undefined);
    if (refusal !== undefined) {
      const detail = outcome.state === 'ok' ? '' : outcome.detail;
      return fail(`the login is refused: ${refusal}`, { refusal, detail, errorCodes: connection.errorCodes });
    }
    if (outcome.state === 'ok') return pass();
    return unknown(`whether the login works is not known: ${outcome.detail}`);
  },
});

/** How a refused client certificate reads: in the auditor's words, or as the name of the TLS alert. */
const certificateRefused =
  /client certificate|ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED)/;

function refusalOf({ outcome, errorCodes }: Connection): string | undefined {
  for (const code of ['WRONGPASS', 'NOAUTH']) if (errorCodes.includes(code)) return code;
  if (outcome.state !== 'failed') return undefined;
  if (outcome.reason === 'auth') return 'the credentials are not accepted';
  if (outcome.reason === 'no-permission') return 'NOPERM on PING';
  return outcome.reason === 'tls' && certificateRefused.test(outcome.detail) ? 'the client certificate' : undefined;
}
