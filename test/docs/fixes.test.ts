import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { untilViewsClear } from '../cluster/scenario.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { openShell, type Shell } from './shell.ts';

/** Commands to paste, as findings, mails and the pages of the rules show them, each once. */
const commands = [
  ...new Set(rules.flatMap(({ fix }) => fix.flatMap((step) => (typeof step === 'string' ? [] : [step.run])))),
];

/** It changes the machine, holds it for ten seconds, or takes what not every machine has: a clock's keeper, open files, an allocator. */
const isOfTheHost = (command: string): boolean =>
  /^echo |^chronyc |--intrinsic-latency| maxclients \d| activedefrag yes/.test(command);

/** These change who is who, so the others come first. */
const isDrastic = (command: string): boolean => command.includes(' CLUSTER FAILOVER');

/** The default user is switched off on the way. */
const loggedIn = 'redis-cli --user admin --pass administers --no-auth-warning ';

/** After it nobody gets in without TLS. */
const isTheLast = (command: string): boolean => command.endsWith(' CONFIG SET port 0');

/** These are for a shard whose roles are wrong, which this one's are not: a healthy server refuses them. */
const isForWrongRoles = (command: string): boolean => / CLUSTER FAILOVER TAKEOVER| PRIMARY-ID/.test(command);

/** Of servers that speak TLS, which these do not: test/cluster/certificates.test.ts types them. */
const isForTls = (command: string): boolean => /redis-cli --tls|openssl s_client/.test(command);

const ofServers = commands.filter(
  (command) => !isOfTheHost(command) && !isForWrongRoles(command) && !isForTls(command),
);
const turn = (command: string): number => (isTheLast(command) ? 2 : isDrastic(command) ? 1 : 0);
const inOrder = ofServers.toSorted((one, other) => turn(one) - turn(other));

describe('what a rule gives to paste', () => {
  const cluster = useCluster({
    primaries: 1,
    usersAcl: 'user default on nopass ~* &* +@all\nuser admin on >administers ~* &* +@all\n',
    config: ['masteruser admin', 'masterauth administers'],
    login: { username: 'admin', password: 'administers' },
  });
  const directory = mkdtempSync(join(tmpdir(), 'fixes-'));
  let shell: Shell;
  beforeAll(async () => {
    shell = await openShell(directory);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each(inOrder)(
    '%s',
    async (command) => {
      const [primary, replica] = [nodeAt(cluster().nodes, 0), nodeAt(cluster().nodes, 1)];
      const real = command
        .replaceAll('redis-cli ', loggedIn)
        .replaceAll('{host}', primary.host)
        .replaceAll('{port}', String(primary.port))
        .replace('DIRECTIVE VALUE', 'maxmemory-policy noeviction')
        .replace('cluster-announce-ip ADDRESS', `cluster-announce-ip ${primary.host}`)
        .replace(/-h (?:REPLICA|PEER) -p PORT/, `-h ${replica.host} -p ${replica.port}`);
      // A command before it gave the primary's address anew: for a moment there is no link between the two buses.
      if (command.includes(' CLUSTER FAILOVER')) await untilViewsClear(cluster());
      const { stdout, stderr } = await shell.run(real);
      expect(stderr).toBe('');
      // NOTBUSY is fine: with nothing running there is nothing to kill.
      expect(stdout).not.toMatch(/^(ERR|NOPERM|NOAUTH|WRONGPASS)\b/m);
    },
    clusterTestTimeoutMs,
  );
});
