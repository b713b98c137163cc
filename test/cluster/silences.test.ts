import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Ran } from '../cli/fake-io.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { filesIn, tell, withStore } from '../harness/command-line.ts';

const cluster = useCluster({ primaries: 1, replicasPerPrimary: 1 });
const primary = () => nodeAt(cluster().nodes, 0);
const id = (): string => primary().address.replace(':', '-');

afterEach(() => primary().send('CONFIG', 'SET', 'appendonly', 'yes'));

const audit = (store: string, ...more: readonly string[]): Promise<Ran> =>
  tell(['audit', primary().address, '--audit', 'persistence', '--store', store, ...more]);

const silence = (store: string, ...words: readonly string[]): Promise<Ran> =>
  tell(['silence', ...words, '--store', store, '--cluster', id()], { USER: 'ann' });

/** First lines of the messages that were sent, oldest first. */
function subjects(store: string): readonly string[] {
  return filesIn(store)
    .filter((path) => path.includes('/outbox/'))
    .toSorted()
    .map((path) => /^Subject: (.*)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '');
}

/** Why the alert log says that nobody is told because of a silence. */
function heldNotes(store: string): readonly string[] {
  return filesIn(store)
    .filter((path) => path.includes('/history/alerts/'))
    .toSorted()
    .flatMap((path) => gunzipSync(readFileSync(path)).toString().trimEnd().split('\n'))
    .map((line): { readonly held?: { readonly by: string; readonly reason: string } } => JSON.parse(line))
    .flatMap(({ held }) => (held?.by === 'silenced' ? [held.reason] : []));
}

const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('a fault on a real cluster', () => {
  test(
    'under a silence is reported and stored, told when it ends, and its own end is told at any time',
    () =>
      withStore(async (store) => {
        expect((await audit(store)).code).toBe(0);
        const added = await silence(
          store,
          'add',
          'rule=aof/*,persistence/*',
          `node=${primary().address}`,
          '--for',
          '2h',
          '--reason',
          'new disk',
        );
        expect(added.code).toBe(0);
        const [, silenceId = ''] = /^Silence (\w+) /.exec(added.stdout) ?? [];

        await primary().send('CONFIG', 'SET', 'appendonly', 'no');
        const silenced = await audit(store);
        expect(silenced.code).toBe(1);
        expect(silenced.stdout).toContain('CRITICAL aof/not-enabled');
        expect(flat(silenced.stdout)).toMatch(
          new RegExp(
            `Silenced: 2 alerts until [-\\d]+ [:\\d]+ UTC by ann \\(silence ${silenceId}: new disk\\): .*aof/not-enabled on ${primary().address}`,
          ),
        );
        expect(subjects(store)).toEqual([]);
        expect(heldNotes(store)).toEqual([
          expect.stringMatching(new RegExp(`^held back by silence ${silenceId} of ann until .*: new disk$`)),
        ]);
        expect(flat((await silence(store, 'list')).stdout)).toContain('ends in 2 h,');
        expect((await silence(store, 'list')).stdout).toContain('holds back 2 firing alerts');

        const ended = await silence(store, 'end', silenceId, '--reason', 'disk is in');
        expect(ended.stdout).toMatch(
          /^Silence \w+ of cluster \S+ has ended, 2 h before its time\.\nThe next audit tells 2 alerts/,
        );
        await audit(store);
        expect(subjects(store)).toEqual([expect.stringMatching(/^\[CRITICAL\] /)]);

        await silence(store, 'add', '--all', '--for', '2h', '--reason', 'tests');
        await primary().send('CONFIG', 'SET', 'appendonly', 'yes');
        await audit(store);
        expect(subjects(store)).toEqual([
          expect.stringMatching(/^\[CRITICAL\] /),
          expect.stringMatching(/^\[RESOLVED\] /),
        ]);
      }),
    clusterTestTimeoutMs,
  );

  test(
    'in a maintenance window of the configuration file is not told either',
    () =>
      withStore(async (store) => {
        const opened = new Date(Date.now() - 10 * 60_000);
        const file = join(store, 'cluster.json');
        const maintenance = {
          name: 'restart',
          owner: 'platform',
          reason: 'nodes are restarted',
          schedule: `${opened.getUTCMinutes()} ${opened.getUTCHours()} * * *`,
          duration: '1h',
          matchers: { all: true },
        };
        writeFileSync(file, JSON.stringify({ maintenance: [maintenance] }));
        await primary().send('CONFIG', 'SET', 'appendonly', 'no');
        const held = await audit(store, '--config', file);
        expect(flat(held.stdout)).toContain('by platform (maintenance restart: nodes are restarted): ');
        expect(subjects(store)).toEqual([]);
        await audit(store);
        expect(subjects(store)).toEqual([expect.stringMatching(/^\[CRITICAL\] /)]);
      }),
    clusterTestTimeoutMs,
  );
});
