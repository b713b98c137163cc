import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { rule } from '../../lib/core/rules/security/certificate-nearly-expired.ts';
import { readClientTls, renewServerCertificate } from '../../lib/demo/certificates.ts';
import { audit, auditor } from '../harness/audits.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';

const rules = ['security/certificate-expiring', 'security/certificate-nearly-expired'];
const cluster = useCluster({ tls: 'server', certificateDays: 3, primaries: 3, replicasPerPrimary: 0 });

function files() {
  const { certificates } = cluster();
  if (certificates === null) throw new Error('this cluster has no certificates');
  return certificates;
}

/** What each rule says of the nodes, in their order. @param insecure whether any certificate is accepted */
async function verdicts(insecure = false) {
  const { ca } = await readClientTls(files());
  const session = auditor(cluster(), { connection: { tls: { ca, insecure } }, only: rules });
  const { findings } = await audit(session);
  return rules.map((id) => findings.flatMap(({ rule: of, status }) => (of === id ? [status] : [])));
}

const three = <T>(status: T): readonly T[] => [status, status, status];

/** As a user of the machine types it, where the authority is known. */
async function type(command: string): Promise<string> {
  const { host, port } = nodeAt(cluster().nodes, 0);
  const real = command
    .replaceAll('{host}', host)
    .replaceAll('{port}', String(port))
    .replace('/etc/redis/node.crt', files().serverCert)
    .replace('/etc/redis/node.key', files().serverKey);
  const env = { ...process.env, SSL_CERT_FILE: files().ca };
  return (await promisify(execFile)('bash', ['--norc', '-c', real], { env })).stdout;
}

const [look, read] = rule.fix.flatMap((step) => (typeof step === 'string' ? [] : [step.run]));

describe('a cluster whose certificates end in three days', () => {
  test(
    'fails both rules on every node, whether the auditor checks certificates or not',
    async () => {
      expect(await verdicts()).toEqual([three('fail'), three('fail')]);
      expect(await verdicts(true)).toEqual([three('fail'), three('fail')]);
    },
    clusterTestTimeoutMs,
  );

  test(
    'passes as soon as the nodes show a new one, by the commands of the rule',
    async () => {
      const before = await type(look ?? '');
      expect(before).toMatch(/^notAfter=/);
      await renewServerCertificate(dirname(files().serverCert));
      // On disk alone it helps nobody.
      expect(await verdicts()).toEqual([three('fail'), three('fail')]);
      expect(await type(read ?? '')).toBe('OK\n');
      expect(await type(look ?? '')).not.toBe(before);
      expect(await verdicts()).toEqual([
        ['pass', 'fail', 'fail'],
        ['pass', 'fail', 'fail'],
      ]);
    },
    clusterTestTimeoutMs,
  );
});
