import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Session } from '../../lib/cli/session.ts';
import { alarms, audit, auditor } from '../harness/audits.ts';
import { clusterTestTimeoutMs, useCluster } from '../harness/cluster.ts';
import { type Load, startLoad } from '../harness/load.ts';
import { nodeAt, stalls, untilIdle, untilPromoted, untilReplicaOf, untilViewsClear } from './scenario.ts';

/** On a machine with nothing else to do a stall is nobody's: `EVERY_FINDING=1` leaves none out. */
const leftOut = process.env['EVERY_FINDING'] === undefined ? stalls : [];

const AUDITS = 30;

// A replica takes its time over a save of some thousand keys.
const cluster = useCluster({ config: ['rdb-key-save-delay 4000', 'enable-debug-command local'] });
let load: Load;
let session: Session;

const node = (index: number) => nodeAt(cluster().nodes, index);

beforeAll(async () => {
  load = await startLoad(cluster());
  session = auditor(cluster(), { intervalSeconds: 60 });
  await audit(session);
}, clusterTestTimeoutMs);
afterAll(() => load?.stop());

/** What consecutive audits complain of. */
async function complaints(): Promise<readonly string[]> {
  const said = new Set<string>();
  for (let turn = 0; turn < AUDITS; turn++)
    for (const alarm of alarms(await audit(session), cluster())) said.add(alarm);
  return [...said].filter((alarm) => !leftOut.includes(alarm.split(' ')[0] ?? ''));
}

/** The first audit after an event has something to say of it; the next one starts from there. */
async function firstAfter(): Promise<readonly string[]> {
  return alarms(await audit(session), cluster()).map((alarm) => alarm.split(' ')[0] ?? '');
}

async function failOver(replica: number, primary: number): Promise<void> {
  await node(replica).send('CLUSTER', 'FAILOVER');
  await untilPromoted(cluster(), node(replica));
  await untilReplicaOf(cluster(), node(primary), node(replica));
}

async function restart(index: number, primary: number): Promise<void> {
  await node(index).stop();
  await node(index).start();
  await untilReplicaOf(cluster(), node(index), node(primary));
  await untilViewsClear(cluster());
}

const timeoutMs = 120_000;

test(
  'a healthy cluster under load has nothing to complain of',
  async () => {
    expect(await complaints()).toEqual([]);
  },
  timeoutMs,
);

test(
  'nor while a replica saves',
  async () => {
    await node(4).send('BGSAVE');
    expect(await complaints()).toEqual([]);
    await untilIdle(node(4));
  },
  timeoutMs,
);

test(
  'nor after a failover, once that has been said',
  async () => {
    await failOver(3, 0);
    expect(await firstAfter()).toContain('topology/failover-happened');
    expect(await complaints()).toEqual([]);
  },
  timeoutMs,
);

test(
  'nor after every node was restarted, replicas first',
  async () => {
    await restart(0, 3);
    await restart(4, 1);
    await restart(5, 2);
    await failOver(0, 3);
    await failOver(4, 1);
    await failOver(5, 2);
    await restart(3, 0);
    await restart(1, 4);
    await restart(2, 5);
    expect(await firstAfter()).toContain('topology/node-restarted');
    expect(await complaints()).toEqual([]);
  },
  timeoutMs,
);

test('the load went on all the time', () => {
  expect(load.commands()).toBeGreaterThan(10_000);
});
