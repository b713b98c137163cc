import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { stringify } from 'yaml';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { waitUntil } from '../../lib/demo/wait-until.ts';
import type { CdkOptions } from '../harness/aws/cdk.ts';
import type { Clients } from '../harness/aws/clients.ts';
import type { Emulator } from '../harness/aws/emulator.ts';
import { nodeAt, startTestCluster } from '../harness/cluster.ts';
import { userFor } from '../harness/command-line.ts';

/** The project, as it is checked out. */
const root = join(import.meta.dirname, '..', '..');

export const PASSWORD = 'audits';

/** Three primaries and three replicas, whom nobody gets into but by name; each user may do what it needs and no more. */
export async function startAuditedCluster(): Promise<LocalCluster> {
  const users = [
    'user default off ~* &* +@all',
    'user admin on >administers ~* &* +@all',
    'user replica on >replicates -@all +psync +replconf +ping',
    ...(await Promise.all((['audit', 'backup', 'copy'] as const).map((work) => userFor(work, PASSWORD)))),
  ];
  return startTestCluster({
    usersAcl: `${users.join('\n')}\n`,
    config: ['masteruser replica', 'masterauth replicates'],
    login: { username: 'admin', password: 'administers' },
  });
}

/** The append-only file of the first primary. Switched on again, it is written at once. */
export async function setAppendOnly(cluster: LocalCluster, value: 'yes' | 'no'): Promise<void> {
  const node = nodeAt(cluster.primaries, 0);
  await node.send('CONFIG', 'SET', 'appendonly', value);
  const isWritten = async () => {
    const info = String(await node.send('INFO', 'persistence'));
    return info.includes(`aof_enabled:${value === 'yes' ? 1 : 0}`) && info.includes('aof_rewrite_in_progress:0');
  };
  await waitUntil(isWritten, { timeoutMs: 60_000, what: `appendonly ${value}` });
}

/** What the stack finds in the account and does not make itself. */
export async function storeSecret({ secrets }: Clients, name: string, text: string): Promise<void> {
  await secrets.send(new CreateSecretCommand({ Name: name, SecretString: text }));
}

export async function replaceSecret({ secrets }: Clients, name: string, text: string): Promise<void> {
  await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }));
}

/**
 * Writes an environment file and says how the CDK deploys it.
 *
 * @param content as YAML has it; account and region are added
 */
export function placeEnvironment(emulator: Emulator, name: string, content: object): CdkOptions {
  const { account, region, directory } = emulator;
  writeFileSync(join(directory, `${name}.yaml`), stringify({ account, region, ...content }));
  return { cwd: root, context: { env: name, environments: relative(root, directory) } };
}
