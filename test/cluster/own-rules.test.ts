import { describe, expect, test } from '@jest/globals';
import { releaseLineOf } from '../../lib/core/release-lines.ts';
import type { AuditResult } from '../../lib/core/result.ts';
import { parseVersion } from '../../lib/core/version.ts';
import { audit, auditor, type TestAudit } from '../harness/audits.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';

const cluster = useCluster({ primaries: 3, replicasPerPrimary: 0 });

/** What a rule says in an audit that runs it, and others beside it. */
async function verdictsOf(rule: string, settings: TestAudit = {}, beside: readonly string[] = []) {
  const result: AuditResult = await audit(auditor(cluster(), { ...settings, only: [...beside, rule] }));
  return result.findings.filter((each) => each.rule === rule);
}

const statuses = (findings: Awaited<ReturnType<typeof verdictsOf>>) => findings.map(({ status }) => status);

describe('on real servers', () => {
  test(
    'a slow log that begins above the limits hides them, until it is set finer',
    async () => {
      const judge = () => verdictsOf('auditor/threshold-not-observable', {}, ['slowlog/topology-command-slow']);
      const node = nodeAt(cluster().nodes, 0);
      expect(statuses(await judge())).toEqual(['pass', 'pass', 'pass']);
      await node.send('CONFIG', 'SET', 'slowlog-log-slower-than', '20000');
      const [first, ...others] = await judge();
      expect(first).toMatchObject({
        status: 'fail',
        message: 'a limit cannot be seen: slowlog/topology-command-slow (10 ms; the slow log begins at 20 ms)',
      });
      expect(statuses(others)).toEqual(['pass', 'pass']);
      await node.send('CONFIG', 'SET', 'slowlog-log-slower-than', '10000');
      expect(statuses(await judge())).toEqual(['pass', 'pass', 'pass']);
    },
    clusterTestTimeoutMs,
  );

  test(
    'names that stand for no member are found, and those that do are not',
    async () => {
      const addresses = cluster().nodes.map(({ address }) => address);
      const [member = ''] = addresses;
      // Nobody listens on the first port.
      const nobody = '127.0.0.1:1';
      const judge = (settings: TestAudit) => verdictsOf('auditor/policy-outdated', settings);
      expect(statuses(await judge({ seeds: addresses, connection: { natMap: { [member]: member } } }))).toEqual([
        'pass',
      ]);
      const seeds = [member, nobody];
      expect(await judge({ seeds, connection: { natMap: { '10.0.0.1:6379': member } } })).toMatchObject([
        {
          status: 'fail',
          evidence: {
            stale: [
              { where: 'seeds', name: nobody },
              { where: 'natMap', name: '10.0.0.1:6379' },
            ],
          },
        },
      ]);
    },
    clusterTestTimeoutMs,
  );

  test(
    'a version is held against the day on which upstream leaves it',
    async () => {
      const info = String(await nodeAt(cluster().nodes, 0).send('INFO', 'server'));
      const fields = Object.fromEntries(info.split('\r\n').map((line) => line.split(':', 2)));
      const version = parseVersion(fields);
      if (version === null) throw new Error('the server tells no version');
      const line = releaseLineOf(version);
      const judge = (day: string) =>
        verdictsOf('config/engine-end-of-life', {
          options: { 'config/engine-end-of-life': { endings: { [line]: day } } },
        });
      expect(statuses(await judge('2099-12-31'))).toEqual(['pass']);
      expect(await judge('2020-01-31')).toMatchObject([
        { status: 'fail', message: `not maintained any more: ${line} (since 2020-01-31)` },
      ]);
    },
    clusterTestTimeoutMs,
  );
});
