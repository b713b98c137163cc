import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Finding } from '../../lib/core/finding.ts';
import type { AuditResult } from '../../lib/core/result.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster, waitUntil } from '../harness/cluster.ts';
import { filesIn, tell, tellJson } from '../harness/command-line.ts';
import { noteResult } from '../harness/rules-seen.ts';

const cluster = useCluster({ primaries: 1, replicasPerPrimary: 1 });
const primary = () => nodeAt(cluster().nodes, 0);

let store = '';
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'own-flow-'));
});
afterEach(async () => {
  rmSync(store, { recursive: true });
  await primary().send('CONFIG', 'SET', 'appendonly', 'yes');
});

const words = (): readonly string[] => ['audit', primary().address, '--audit', 'persistence', '--store', store];

/** What a stored audit says by one rule. */
async function verdictOf(rule: string): Promise<Pick<Finding, 'status' | 'message'> | undefined> {
  const { result } = await tellJson(words());
  const finding = result.findings.find((each) => each.rule === rule);
  return finding && { status: finding.status, message: finding.message };
}

const passed = { status: 'pass', message: '' };

describe('an auditor that keeps a history of a real cluster', () => {
  test(
    'says when the facts of the audit before are gone',
    async () => {
      const rule = 'auditor/snapshot-not-stored';
      expect(await verdictOf(rule)).toMatchObject({ status: 'skipped' });
      expect(await verdictOf(rule)).toEqual(passed);
      for (const file of filesIn(store).filter((path) => path.includes('/facts/'))) rmSync(file);
      expect(await verdictOf(rule)).toMatchObject({
        status: 'fail',
        message: expect.stringMatching(/^the facts of the persistence audit of \S+ cannot be used: /),
      });
    },
    clusterTestTimeoutMs,
  );

  test(
    'says when nobody was told of an alert',
    async () => {
      const rule = 'auditor/alert-not-delivered';
      expect(await verdictOf(rule)).toEqual(passed);
      // Messages are files of this directory, which cannot be made now.
      writeFileSync(join(store, 'outbox'), 'in the way');
      await primary().send('CONFIG', 'SET', 'appendonly', 'no');
      await tell(words());
      const { stdout } = await tell([...words(), '--format', 'json']);
      const { findings } = noteResult(JSON.parse(stdout) as AuditResult);
      expect(findings.find((each) => each.rule === rule)).toMatchObject({
        status: 'fail',
        message: expect.stringMatching(/^not delivered by earlier audits: outbox \(\d alerts?\)$/),
      });
    },
    clusterTestTimeoutMs,
  );

  test(
    'says when a silence ends over what still fails',
    async () => {
      const rule = 'auditor/silence-ending';
      expect(await verdictOf(rule)).toEqual(passed);
      const chosen = ['rule=aof/*,persistence/*', '--for', '12s', '--reason', 'new disk', '--owner', 'ann'];
      const where = ['--store', store, '--cluster', primary().address.replace(':', '-')];
      expect((await tell(['silence', 'add', ...chosen, ...where])).code).toBe(0);
      await primary().send('CONFIG', 'SET', 'appendonly', 'no');
      await tell(words());
      // Only in the second half of its time.
      let verdict: Awaited<ReturnType<typeof verdictOf>>;
      const ends = async () => {
        verdict = await verdictOf(rule);
        return verdict?.status === 'fail';
      };
      await waitUntil(ends, { timeoutMs: 60_000, what: 'the silence to be near its end', everyMs: 500 });
      expect(verdict).toMatchObject({
        status: 'fail',
        message: expect.stringMatching(/^ends over what still fails: \w+ at \S+ over \d alerts?$/),
      });
    },
    clusterTestTimeoutMs,
  );
});
