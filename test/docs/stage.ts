import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';
import { startTestCluster } from '../harness/cluster.ts';
import { auditorUser } from '../harness/command-line.ts';
import { blocksOf, pageAt, root } from './pages.ts';
import { openShell, type Shell } from './shell.ts';

/** Where the commands of the pages are typed: two clusters, and a directory that looks like a clone of the project. */
export interface Stage extends Shell {
  readonly directory: string;
  /** Three primaries and three replicas; anybody may log in, the append-only file of the first one is off. */
  readonly open: LocalCluster;
  /** One primary and one replica, TLS, nobody gets in but by name; the first one does not sync its append-only file. */
  readonly secure: LocalCluster;
  /** The words of a page, about the clusters that are here. */
  readonly real: (text: string) => string;
  /** What was printed here, as a page shows it. */
  readonly shown: (text: string) => string;
}

export const stageTimeoutMs = 180_000;

const PASSWORD = 'audits';

/** A port of the pages where nobody listens. */
const NOBODY = 7099;

/** The stage for all tests of a file. @returns a function, as the clusters start later */
export function useStage(): () => Stage {
  const made: { stage?: Stage } = {};
  beforeAll(async () => {
    made.stage = await setStage();
  }, stageTimeoutMs);
  afterAll(async () => {
    await Promise.all([made.stage?.open.stop(), made.stage?.secure.stop()]);
    rmSync(made.stage?.directory ?? '', { recursive: true, force: true });
  });
  return () => {
    if (made.stage === undefined) throw new Error('the stage is set before the first test, not before');
    return made.stage;
  };
}

async function setStage(): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'docs-stage-'));
  const open = await startTestCluster({ ...(await users('on nopass')), nodeConfig: { 0: ['appendonly no'] } });
  const secure = await startTestCluster({
    ...(await users('off')),
    primaries: 1,
    replicasPerPrimary: 1,
    tls: 'server',
    nodeConfig: { 0: ['appendfsync no'] },
  });
  const places = placesOf(open, secure);
  const stage = { ...(await openShell(directory)), directory, open, secure, ...places };
  placeFiles(stage);
  return stage;
}

async function users(byDefault: string): Promise<LocalClusterOptions> {
  const lines = [
    `user default ${byDefault} ~* &* +@all`,
    'user admin on >administers ~* &* +@all',
    'user replica on >replicates -@all +psync +replconf +ping',
    await auditorUser(PASSWORD),
  ];
  return {
    usersAcl: `${lines.join('\n')}\n`,
    config: ['masteruser replica', 'masterauth replicates'],
    login: { username: 'admin', password: 'administers' },
  };
}

/** What the commands expect to lie where they are typed. */
function placeFiles({ directory, secure, real }: Stage): void {
  const example = readFileSync(join(root, 'examples', 'cluster.yaml'), 'utf8');
  mkdirSync(join(directory, 'examples'));
  writeFileSync(join(directory, 'examples', 'cluster.yaml'), example);
  const here = example.replace(/- 10\.0\.0\.(\d):6379/g, '- 127.0.0.1:710$1').replaceAll('/etc/redis-auditor/', '');
  writeFileSync(join(directory, 'cluster.yaml'), real(here));
  const [rule] = blocksOf(pageAt('docs/adding-a-rule.md')).filter(({ language }) => language === 'ts');
  mkdirSync(join(directory, 'local-rules', 'local-topology'), { recursive: true });
  writeFileSync(join(directory, 'local-rules', 'local-topology', 'failover-slow.ts'), rule?.lines.join('\n') ?? '');
  const { ca = '', clientCert = '', clientKey = '' } = secure.certificates ?? {};
  copyFileSync(ca, join(directory, 'ca.pem'));
  copyFileSync(clientCert, join(directory, 'auditor.pem'));
  copyFileSync(clientKey, join(directory, 'auditor-key.pem'));
}

/** 127.0.0.1:7001 and so on are the nodes of the open cluster, 7101 and so on those of the secure one. */
function placesOf(open: LocalCluster, secure: LocalCluster): Pick<Stage, 'real' | 'shown'> {
  const ports = new Map([
    ...open.nodes.map(({ port }, index) => [7001 + index, port] as const),
    ...secure.nodes.map(({ port }, index) => [7101 + index, port] as const),
    // Its ports end before 22768, and no other cluster of a test begins with the last one of them.
    [NOBODY, 22_767] as const,
  ]);
  const names = new Map([...ports].map(([shown, real]) => [real, shown]));
  const renamed = (text: string, by: ReadonlyMap<number, number>): string =>
    text.replace(/(?<=127\.0\.0\.1[:-]|-p )\d+/g, (port) => String(by.get(Number(port)) ?? port));
  return {
    real: (text) => renamed(withExamples(text), ports),
    shown: (text) => renamed(text, names),
  };
}

/** Examples in place of the words that a reader would replace. */
function withExamples(text: string): string {
  return (
    text
      .replace(/(rediss:\S*)HOST:PORT/g, '$1127.0.0.1:7101')
      .replaceAll('HOST:PORT', '127.0.0.1:7001')
      .replaceAll('-h HOST -p PORT', '-h 127.0.0.1 -p 7001')
      .replaceAll('PASSWORD', PASSWORD)
      .replaceAll('explain ID', 'explain aof/not-enabled')
      .replace(/\bFILE\b/g, 'cluster.yaml')
      .replace(/\bDIR\b/g, 'audit-history')
      .replace(/\bTIME\b/g, '60s')
      .replace('BEFORE AFTER', '2s 1ms')
      .replace(/\bshow RUN\b/g, 'show 1ms')
      // The usual port may be that of some other test's server.
      .replace(/(history serve --store \S+)$/m, '$1 --port 0')
  );
}
