import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryBackups } from '../../lib/adapters/stores/directory-backups.ts';
import type { CopyInput } from '../../lib/backup/copy.ts';
import { drill } from '../../lib/backup/drill.ts';
import { retireSets } from '../../lib/backup/retire-sets.ts';
import { listSets } from '../../lib/backup/sets.ts';
import { verify } from '../../lib/backup/verify.ts';
import type { BackupSet } from '../../lib/core/backup/backup-set.ts';
import type { BackupManifest } from '../../lib/core/backup/manifest.ts';
import { setPrefix } from '../../lib/core/backup/set-keys.ts';
import { StoreError } from '../../lib/core/errors.ts';
import type { AuditResult } from '../../lib/core/result.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { trialServers } from '../../lib/demo/trial-server.ts';
import type { BackupStore } from '../../lib/ports.ts';
import { audit, auditor, type TestAudit } from '../harness/audits.ts';
import { nodeAt, useCluster, withCluster } from '../harness/cluster.ts';
import { copyWith, interruptedStore, slowDown, untilCaughtUp } from '../harness/copies.ts';
import { testServer } from '../harness/servers.ts';
import { alarmsAimedAt, scenarioTimeoutMs, untilPromoted } from './scenario.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'golden-copies-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const store = (): BackupStore => directoryBackups(directory);
const now = (): number => Date.now();

/** A set of the cluster that the audits know as `test`. */
function copyOf(
  cluster: LocalCluster,
  into: BackupStore = store(),
  input: Partial<CopyInput> = {},
): Promise<BackupManifest> {
  return copyWith(cluster, into, { input: { cluster: { id: 'test' }, ...input } });
}

/** The newest set, which must be there. */
async function newestSet(): Promise<BackupSet> {
  const [set] = await listSets(store(), 'test');
  if (set === undefined) throw new Error('there is no set');
  return set;
}

/** Of the version that wrote the copies: an older one does not load them. */
const trials = async () => trialServers({ server: (await testServer()).path, timeoutMs: 60_000 });

const auditOf = (cluster: LocalCluster, options: TestAudit['options'] = {}): Promise<AuditResult> =>
  audit(auditor(cluster, { audit: 'persistence', directory, options }));

/** Everything but a pass that the rules about copies say: `rule @ place: status`. */
function said({ findings }: AuditResult): readonly string[] {
  return findings
    .filter(({ rule, status }) => rule.startsWith('backup/') && status !== 'pass')
    .map(({ rule, resource, status }) => `${rule}${resource.kind === 'shard' ? ` @ ${resource.id}` : ''}: ${status}`);
}

const messageOf = (rule: string, { findings }: AuditResult): string | undefined =>
  findings.find((finding) => finding.rule === rule && finding.status === 'fail')?.message;

const young = 'backup/retention-too-short: unknown';
const single = ['0', '5461', '10923'].map((shard) => `backup/shrunk @ ${shard}: skipped`);

describe('copies of one cluster', () => {
  const cluster = useCluster({ config: ['rdbcompression no'] });

  beforeAll(async () => {
    await fillCluster(cluster(), 600);
    await untilCaughtUp(cluster());
  }, scenarioTimeoutMs);

  test(
    'without any that is said once, and every other rule about them is skipped with the reason',
    async () => {
      const result = await auditOf(cluster());
      const statuses = new Set(
        result.findings
          .filter(({ rule }) => rule.startsWith('backup/'))
          .map(({ status, message }) => `${status}: ${message}`),
      );
      expect(statuses).toEqual(
        new Set([
          `skipped: no copies off the hosts are declared, and there are none in ${directory}`,
          'fail: no copies off the hosts are declared, so nobody would be told that there are none',
        ]),
      );
    },
    scenarioTimeoutMs,
  );

  test(
    'two of them, one verified and drilled: every rule about them passes',
    async () => {
      await copyOf(cluster());
      await copyOf(cluster());
      await verify(await newestSet(), 2, { store: store(), now });
      await drill(await newestSet(), { store: store(), servers: await trials(), now });
      const result = await auditOf(cluster(), { 'backup/retention-too-short': { failBelowDays: 0 } });
      expect(said(result)).toEqual([]);
      expect(alarmsAimedAt([], result, cluster())).toEqual([]);
      const about = new Set(result.findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('backup/')));
      expect(about.size).toBe(rules.filter(({ area }) => area === 'backup').length);
      const drilled = result.findings.find(({ rule }) => rule === 'backup/restore-drill-old')?.evidence;
      expect(drilled).toMatchObject({ newestDrill: { outcome: 'ok' }, lastDrill: expect.any(String) });
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/newest-too-old',
    async () => {
      await copyOf(cluster());
      const result = await auditOf(cluster(), { 'backup/newest-too-old': { maxAgeHours: 0 } });
      expect(alarmsAimedAt(['backup/newest-too-old'], result, cluster())).toEqual(['backup/newest-too-old']);
      expect(said(await auditOf(cluster()))).toEqual([young, ...single]);
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/shard-missing',
    async () => {
      await copyOf(cluster());
      const full = interruptedStore(store(), 'shard-0.rdb', () => {
        throw new StoreError('cannot write DIR (ENOSPC)', 'Make room.');
      });
      await copyOf(cluster(), full);
      const result = await auditOf(cluster());
      expect(alarmsAimedAt([], result, cluster())).toEqual(['backup/shard-missing']);
      expect(messageOf('backup/shard-missing', result)).toMatch(
        /has no RDB of slots 0-5460: shard 0 \(failed\): cannot write DIR \(ENOSPC\)$/,
      );
      await copyOf(cluster());
      expect(alarmsAimedAt([], await auditOf(cluster()), cluster())).toEqual([]);
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/last-run-failed',
    async () => {
      await copyOf(cluster());
      expect(alarmsAimedAt([], await auditOf(cluster()), cluster())).toEqual([]);
      const manifestless = interruptedStore(store(), 'manifest.json', () => {
        throw new StoreError('cannot write DIR (ENOSPC)', 'Make room.');
      });
      await expect(copyOf(cluster(), manifestless)).rejects.toThrow('ENOSPC');
      const result = await auditOf(cluster(), { 'backup/last-run-failed': { graceHours: 0 } });
      expect(alarmsAimedAt([], result, cluster())).toEqual(['backup/last-run-failed']);
      expect(messageOf('backup/last-run-failed', result)).toMatch(/has left no manifest in /);
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/verification-failed',
    async () => {
      await copyOf(cluster());
      await copyOf(cluster());
      const damaged = await newestSet();
      const file = join(directory, setPrefix(damaged), 'shard-5461.rdb');
      const bytes = readFileSync(file);
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
      writeFileSync(file, bytes);
      // Until somebody reads it again nobody knows.
      expect(alarmsAimedAt([], await auditOf(cluster()), cluster())).toEqual([]);
      await verify(damaged, 2, { store: store(), now });
      const result = await auditOf(cluster());
      expect(alarmsAimedAt([], result, cluster())).toEqual(['backup/verification-failed @ shard 1']);
      expect(messageOf('backup/verification-failed', result)).toContain(`(${damaged.set}) it is damaged: `);
      await store().clear(setPrefix(damaged));
      expect(alarmsAimedAt([], await auditOf(cluster()), cluster())).toEqual([]);
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/shrunk',
    async () => {
      const primary = nodeAt(cluster().primaries, 0);
      const write = async (bytes: number): Promise<void> => {
        await primary.sendAll(Array.from({ length: 900 }, (_, index) => ['SET', `key:${index}`, 'x'.repeat(bytes)]));
        await untilCaughtUp(cluster());
      };
      await write(4000);
      await copyOf(cluster());
      await copyOf(cluster());
      expect(alarmsAimedAt([], await auditOf(cluster()), cluster())).toEqual([]);
      await write(1);
      await copyOf(cluster());
      const result = await auditOf(cluster());
      expect(alarmsAimedAt([], result, cluster())).toEqual(['backup/shrunk @ shard 0']);
      expect(messageOf('backup/shrunk', result)).toMatch(
        / has [\d.]+ KiB after [\d.]+ [KM]iB, but (\d+) keys after \1$/,
      );
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/shards-far-apart',
    async () => {
      await slowDown(cluster(), 10_000);
      await copyOf(cluster(), store(), { parallel: 1 });
      await slowDown(cluster(), 0);
      const options = { 'backup/shards-far-apart': { failAboveMinutes: 1 / 120 } };
      const result = await auditOf(cluster(), options);
      expect(said(result)).toContain('backup/shards-far-apart: fail');
      expect(said(await auditOf(cluster()))).not.toContain('backup/shards-far-apart: fail');
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/restore-drill-old',
    async () => {
      await copyOf(cluster());
      const never = await auditOf(cluster(), { 'backup/restore-drill-old': { failAboveDays: 0 } });
      expect(messageOf('backup/restore-drill-old', never)).toMatch(/^no drill is known, and the first set is /);
      await drill(await newestSet(), { store: store(), servers: await trials(), now });
      const long = await auditOf(cluster(), { 'backup/restore-drill-old': { failAboveDays: 0 } });
      expect(messageOf('backup/restore-drill-old', long)).toMatch(/^the last drill that succeeded is /);
      // It is remembered when its set is deleted.
      const drilled = await newestSet();
      await copyOf(cluster());
      await retireSets(store(), 'test', { count: 1, days: null }, now());
      const after = await auditOf(cluster(), { 'backup/restore-drill-old': { failAboveDays: 0 } });
      expect((await listSets(store(), 'test')).map(({ set }) => set)).not.toContain(drilled.set);
      expect(messageOf('backup/restore-drill-old', after)).toMatch(/^the last drill that succeeded is /);
    },
    scenarioTimeoutMs,
  );

  test(
    'backup/retention-too-short',
    async () => {
      await copyOf(cluster());
      expect(said(await auditOf(cluster()))).toContain(young);
      await copyOf(cluster());
      await retireSets(store(), 'test', { count: 1, days: null }, now());
      const result = await auditOf(cluster());
      expect(said(result)).toContain('backup/retention-too-short: fail');
      expect(messageOf('backup/retention-too-short', result)).toMatch(
        /^the oldest of 1 sets is 0 days old, and the one /,
      );
      const options = { 'backup/retention-too-short': { failBelowDays: 0 } };
      expect(said(await auditOf(cluster(), options))).not.toContain('backup/retention-too-short: fail');
    },
    scenarioTimeoutMs,
  );
});

test(
  'backup/copy-unverified',
  async () => {
    await withCluster({ primaries: 1, config: ['rdbchecksum no'] }, async (cluster) => {
      await fillCluster(cluster, 100);
      await copyOf(cluster);
      const result = await auditOf(cluster);
      expect(alarmsAimedAt([], result, cluster)).toEqual([
        'backup/copy-unverified @ shard 0',
        'rdb/checksum-off @ 0',
        'rdb/checksum-off @ 1',
        'topology/primary-count-unexpected',
      ]);
      expect(messageOf('backup/copy-unverified', result)).toMatch(/level 0 of 1: its server writes no checksum/);
    });
  },
  scenarioTimeoutMs,
);

test(
  'backup/taken-from-primary',
  async () => {
    await withCluster({ primaries: 3 }, async (cluster) => {
      await fillCluster(cluster, 600);
      await untilCaughtUp(cluster);
      const replica = nodeAt(cluster.replicas, 0);
      const promote = async (): Promise<void> => {
        await replica.send('CLUSTER', 'FAILOVER');
        await untilPromoted(cluster, replica);
      };
      await copyOf(cluster, promotedAtTheEnd(store(), 'shard-0.rdb', promote));
      const result = await auditOf(cluster);
      expect(alarmsAimedAt([], result, cluster)).toEqual(['backup/taken-from-primary @ shard 0']);
      expect(messageOf('backup/taken-from-primary', result)).toMatch(/ was a primary at the end of the copy of /);
      await copyOf(cluster);
      expect(alarmsAimedAt([], await auditOf(cluster), cluster)).toEqual([]);
    });
  },
  scenarioTimeoutMs,
);

/** The same store; when all of an object has come something happens before anybody is asked anything else. */
function promotedAtTheEnd(into: BackupStore, key: string, promote: () => Promise<void>): BackupStore {
  return {
    ...into,
    async begin(begun) {
      const writer = await into.begin(begun);
      if (!begun.endsWith(key)) return writer;
      return {
        ...writer,
        async commit() {
          const isOurs = await writer.commit();
          await promote();
          return isOurs;
        },
      };
    },
  };
}
