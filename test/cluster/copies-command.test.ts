import { readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Digest } from '../../lib/core/digest/digest.ts';
import type { LossResult } from '../../lib/core/loss-result.ts';
import type { AuditResult } from '../../lib/core/result.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import type { LossReading } from '../../lib/report/loss-report.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { filesIn, tell, tellJson, withStore } from '../harness/command-line.ts';
import { untilCaughtUp } from '../harness/copies.ts';

const cluster = useCluster({ primaries: 3 });
const address = (): string => nodeAt(cluster().nodes, 0).address;

beforeAll(async () => {
  await fillCluster(cluster(), 300);
  await untilCaughtUp(cluster());
}, clusterTestTimeoutMs);

/** What a mistake would take from the first shard. */
function mistake(loss: LossResult | undefined) {
  return loss?.shards[0]?.rows.find(({ failure }) => failure === 'mistake');
}

const ofSet = {
  atLeast: true,
  decidedBy: 'the newest copy off the hosts',
  certainty: expect.stringContaining('read again from the store and found whole'),
};

/** Status of the rules about copies, each once. */
const statuses = ({ findings }: AuditResult, rule: string): readonly string[] =>
  findings.filter((finding) => finding.rule === rule).map(({ status, message }) => `${status}: ${message}`);

function linesOf(directory: string, part: string): readonly Record<string, unknown>[] {
  const files = filesIn(directory).filter((file) => file.includes(part));
  return files.flatMap((file) =>
    gunzipSync(readFileSync(file))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}

describe('a copy in the store of the audits', () => {
  test(
    'is seen by audit, rpo and digest, and kept with the findings',
    () =>
      withStore(async (directory) => {
        const at = ['--store', directory];
        expect((await tell(['backup', 'copy', address(), ...at])).code).toBe(0);
        expect((await tell(['backup', 'verify', ...at])).code).toBe(0);
        const { result } = await tellJson(['audit', address(), '--audit', 'persistence', ...at]);
        expect(statuses(result, 'backup/newest-too-old')).toEqual(['pass: ']);
        expect(mistake(result.loss)).toMatchObject(ofSet);
        const rpo = await tell(['rpo', address(), ...at, '--format', 'json']);
        expect(mistake((JSON.parse(rpo.stdout) as LossReading).loss)).toMatchObject(ofSet);
        const digest = await tell(['digest', ...at, '--period', 'day', '--format', 'json']);
        const [shard] = (JSON.parse(digest.stdout) as Digest).persistence?.shards ?? [];
        expect(shard?.loss?.mistake).toMatchObject(ofSet);
        const lines = linesOf(directory, 'history/findings');
        const seconds = lines.find(({ kind }) => kind === 'loss')?.seconds;
        expect(seconds).toMatchObject({ mistake: mistake(result.loss)?.seconds });
        const [kept] = linesOf(directory, 'history/copies');
        expect(kept).toMatchObject({ kind: 'copies', copies: { state: 'ok', value: { sets: 1 } } });
        await rm(join(directory, 'backups'), { recursive: true });
      }),
    clusterTestTimeoutMs,
  );

  test(
    'that cannot be read leaves the rules open, and the audit goes on',
    () =>
      withStore(async (directory) => {
        // A file where the folder of the sets should be: no user can list it.
        await mkdir(join(directory, 'backups'));
        const id = address().replace(':', '-');
        await writeFile(join(directory, 'backups', `cluster=${id}`), '');
        const { result, code } = await tellJson(['audit', address(), '--audit', 'persistence', '--store', directory]);
        expect(statuses(result, 'backup/newest-too-old')).toEqual([
          expect.stringMatching(/^unknown: copies: cannot read /),
        ]);
        expect([code, mistake(result.loss)?.decidedBy]).toEqual([0, expect.not.stringContaining('off the hosts')]);
        await rm(join(directory, 'backups'), { recursive: true });
      }),
    clusterTestTimeoutMs,
  );

  test(
    'that was declared and never made is missed; without a store nobody can tell',
    () =>
      withStore(async (directory) => {
        const config = join(cluster().directory, 'copies.yaml');
        await writeFile(config, 'policy: {backup: {lastDrill: 2026-03-01}}\n');
        const words = ['audit', address(), '--audit', 'persistence', '--config', config];
        const missed = await tellJson([...words, '--store', directory]);
        expect([missed.code, statuses(missed.result, 'backup/newest-too-old')]).toEqual([
          1,
          [`fail: there is no set in ${directory}`],
        ]);
        const { result } = await tellJson(words);
        expect(statuses(result, 'backup/newest-too-old')).toEqual([expect.stringMatching(/^unknown: .*--store$/)]);
      }),
    clusterTestTimeoutMs,
  );
});
