import { afterEach, describe, expect, test } from '@jest/globals';
import type { AppliedNode, FixedFinding } from '../../lib/core/fix/applied.ts';
import type { FixPlan } from '../../lib/core/fix/plan.ts';
import { run } from '../cli/fake-io.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { countedBy, growth } from '../harness/command-counts.ts';
import { tell } from '../harness/command-line.ts';

interface Applied {
  readonly applied: readonly AppliedNode[];
  readonly findings: readonly FixedFinding[];
}

describe('redis-auditor fix', () => {
  const cluster = useCluster({
    usersAcl: 'user default on >operates ~* &* +@all\nuser reader on >reads ~* &* +@all -config|set -config|rewrite\n',
    login: { password: 'operates' },
    config: ['masterauth operates'],
  });
  const at = (index: number) => nodeAt(cluster().nodes, index);
  const id = () => `127.0.0.1-${at(0).address.split(':')[1]}`;
  const fix = (words: readonly string[], user = 'default:operates') =>
    tell(['fix', `redis://${user}@${at(0).address}`, ...words]);
  const monitor = ['--rule', 'latency/monitor-off'];

  async function thresholds(): Promise<readonly string[]> {
    const replies = await Promise.all(
      cluster().nodes.map((node) => node.send('CONFIG', 'GET', 'latency-monitor-threshold')),
    );
    return replies.map((reply) => String((reply as readonly unknown[])[1]));
  }

  async function monitorsOff(): Promise<void> {
    await Promise.all(cluster().nodes.map((node) => node.send('CONFIG', 'SET', 'latency-monitor-threshold', '0')));
    // What a test leaves changed is no change of somebody else's.
    await Promise.all(cluster().nodes.map((node) => node.send('CONFIG', 'REWRITE')));
  }
  const off = ['0', '0', '0', '0', '0', '0'];

  afterEach(async () => {
    await Promise.all(cluster().nodes.map((node) => node.send('ACL', 'SETUSER', 'reader', '-config|set')));
    await monitorsOff();
  }, clusterTestTimeoutMs);

  test(
    'prints the commands for each node, and changes nothing',
    async () => {
      await monitorsOff();
      const before = await countedBy(at(0));
      const { code, stdout } = await fix(monitor);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^Cluster .*: 6 settings of 6 nodes can be changed\.\n/);
      for (const { address } of cluster().nodes)
        expect(stdout).toContain(
          `\n  redis-cli -h 127.0.0.1 -p ${address.split(':')[1]} CONFIG SET latency-monitor-threshold 100\n`,
        );
      expect(await thresholds()).toEqual(off);
      expect(growth([before], [await countedBy(at(0))])).not.toHaveProperty('config|set');
    },
    clusterTestTimeoutMs,
  );

  test(
    'changes them one node after the other once the cluster is named, writes them down, and looks again',
    async () => {
      await monitorsOff();
      const { code, stdout } = await fix([...monitor, '--apply', '--confirm', id()]);
      expect(stdout).toContain('\nAfter: 6 of 6 findings ended.\n');
      expect(
        stdout.match(/ {2}latency-monitor-threshold: 0 → 100\n {2}Written into the configuration file\n/g),
      ).toHaveLength(6);
      expect(code).toBe(0);
      expect(await thresholds()).toEqual(off.map(() => '100'));
      expect((await fix(monitor)).code).toBe(0);
    },
    clusterTestTimeoutMs,
  );

  test(
    'asks who is there, and does nothing for any other answer',
    async () => {
      await monitorsOff();
      const words = ['fix', `redis://default:operates@${at(0).address}`, ...monitor, '--apply'];
      const asked: string[] = [];
      const answering = (answer: string) =>
        run(words, {
          now: () => Date.now(),
          ask: async (question) => {
            asked.push(question);
            return answer;
          },
        });
      expect(await answering('yes')).toMatchObject({ code: 2, stderr: expect.stringContaining(`that is not ${id()}`) });
      expect(await thresholds()).toEqual(off);
      expect(await run(words, { now: () => Date.now() })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('nobody is there to confirm the changes'),
      });
      expect(await thresholds()).toEqual(off);
      expect(await answering(`${id()}\n`)).toMatchObject({ code: 0 });
      expect(await thresholds()).toEqual(off.map(() => '100'));
      expect(asked[0]).toContain(`Type ${id()} to change these settings`);
    },
    clusterTestTimeoutMs,
  );

  test(
    'stops at the first refusal, and says what was changed and what was not',
    async () => {
      await monitorsOff();
      const planned = JSON.parse((await fix([...monitor, '--format', 'json'])).stdout) as FixPlan;
      const [first, second, ...others] = planned.nodes.map(({ address }) => address);
      const allowed = cluster().nodes.find(({ address }) => address === first);
      await allowed?.send('ACL', 'SETUSER', 'reader', '+config|set');
      const told = await fix([...monitor, '--apply', '--confirm', id(), '--format', 'json'], 'reader:reads');
      const { applied, findings } = JSON.parse(told.stdout) as Applied;
      expect(told.code).toBe(1);
      expect(
        applied.map(({ address, changed, left, problem }) => [address, changed.length, left.length, problem]),
      ).toEqual([
        [first, 1, 0, null],
        [second, 0, 1, 'CONFIG SET latency-monitor-threshold: the user may not run config set'],
        ...others.map((address) => [address, 0, 1, `${second} refused, so nothing was tried here`]),
      ]);
      expect((await thresholds()).filter((value) => value === '100')).toHaveLength(1);
      expect(findings.map(({ status }) => status)).toEqual(['pass', 'fail', 'fail', 'fail', 'fail', 'fail']);
    },
    clusterTestTimeoutMs,
  );

  test(
    'says that the configuration file was not written where it may not be',
    async () => {
      await monitorsOff();
      await at(1).send('ACL', 'SETUSER', 'reader', '+config|set');
      const words = [...monitor, '--node', at(1).address, '--apply', '--confirm', id()];
      const { stdout } = await fix(words, 'reader:reads');
      expect(stdout).toMatch(
        /latency-monitor-threshold: 0 → 100\n {2}Not in the configuration file: the user may not run config rewrite/,
      );
      expect(stdout).toContain('After: 1 of 1 finding ended.');
    },
    clusterTestTimeoutMs,
  );

  test('names a rule that there is not, before anything is asked', async () => {
    const { code, stderr } = await fix(['--rule', 'latency/monitor-of']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/no rule is called latency\/monitor-of\n.*did you mean latency\/monitor-off\?/i),
    });
  });
});
