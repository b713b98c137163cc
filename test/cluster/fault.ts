import { expect, test } from '@jest/globals';
import type { AuditResult } from '../../lib/core/result.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { alarms } from '../harness/audits.ts';
import { clusterTestTimeoutMs } from '../harness/cluster.ts';
import {
  askedOfSome,
  partsUnread,
  tell,
  tellJson,
  untilNobodyIsConnected,
  withStore,
} from '../harness/command-line.ts';
import { stalls } from './scenario.ts';

/** Something wrong with part of a cluster that is otherwise healthy, and what one audit says of it. */
export interface Fault {
  readonly name: string;
  readonly deed: (cluster: LocalCluster) => Promise<unknown>;
  /** Makes the cluster healthy again for the next one. */
  readonly undo: (cluster: LocalCluster) => Promise<unknown>;
  /** Index of a node → part of its visit → why it could not be read; `*` is every part. Everything else is read. */
  readonly unread: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** Exactly these fail with `critical` or `warning`, as `rule @ index`. */
  readonly want: readonly string[];
  /** Lines of the text report, with ADDRESS for that of the node concerned. */
  readonly text: readonly string[];
  /** Added to the command line. */
  readonly options?: readonly string[];
}

/** Short enough that three attempts at a silent node take 2 s; far from what a healthy one needs. */
export const patience = ['--timeout', '500ms'];

export function playFaults(faults: readonly Fault[], cluster: () => LocalCluster, url: () => string): void {
  test.each(faults)(
    '$name',
    async (fault) => {
      await fault.deed(cluster());
      try {
        await withStore((directory) => lookTwice(fault, cluster(), url(), directory));
      } finally {
        await fault.undo(cluster());
      }
      await untilNobodyIsConnected(cluster());
    },
    clusterTestTimeoutMs,
  );
}

/** Once for a program and once for a person. */
async function lookTwice(fault: Fault, cluster: LocalCluster, url: string, directory: string): Promise<void> {
  const words = ['audit', url, ...patience, '--store', directory, ...(fault.options ?? [])];
  const { result, code } = await tellJson(words);
  expect(unreadParts(result, cluster)).toEqual(expected(fault, result));
  expect(notStalls(result, cluster)).toEqual([...fault.want].sort());
  expect(code).toBe(alarms(result, cluster).length === 0 ? 0 : 1);
  const { stdout } = await tell(words);
  const text = stdout.replaceAll(/\n +/g, ' ');
  const [concerned = ''] = Object.keys(fault.unread).map((index) => cluster.nodes[Number(index)]?.address ?? '');
  for (const line of fault.text) expect(text).toContain(line.replaceAll('ADDRESS', concerned));
}

/** Real stalls of a loaded machine are true findings. */
export function notStalls(result: AuditResult, cluster: LocalCluster): readonly string[] {
  return alarms(result, cluster).filter((alarm) => !stalls.includes(alarm.split(' ')[0] ?? ''));
}

type Unread = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Index of a node → part → reason, for all parts that were not read. */
export function unreadParts(result: AuditResult, cluster: Pick<LocalCluster, 'nodes'>): Unread {
  const index = new Map(cluster.nodes.map((node) => [node.address, String(node.index)]));
  return Object.fromEntries(
    result.nodes.flatMap((node) => {
      const { latencyDoctor: _latencyDoctor, ...unread } = partsUnread(node);
      return Object.keys(unread).length === 0 ? [] : [[index.get(node.address) ?? node.address, unread]];
    }),
  );
}

function expected({ unread }: Fault, { nodes: [first] }: AuditResult): Unread {
  const parts = Object.keys(first?.facts ?? {}).filter((part) => part !== 'latencyDoctor');
  const missed = (every: string): readonly string[] =>
    parts.filter((part) => every !== 'not-attempted' || !askedOfSome.has(part));
  return Object.fromEntries(
    Object.entries(unread).map(([index, { '*': every, ...reasons }]) => [
      index,
      readOnes(
        every === undefined
          ? reasons
          : { ...Object.fromEntries(missed(every).map((part) => [part, every])), ...reasons },
      ),
    ]),
  );
}

function readOnes(reasons: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(reasons).filter(([, reason]) => reason !== 'ok'));
}
