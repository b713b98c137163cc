import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { blocksOf, pageAt, sectionOf } from '../docs/pages.ts';
import { eventually } from '../harness/aws/await-aws.ts';
import { confirmByMail, messagesTo } from '../harness/aws/outbox.ts';
import { openReader, type Reader } from '../harness/aws/reader.ts';
import { scheduleOnce, schedulesOf } from '../harness/aws/schedules.ts';
import { steps } from '../harness/aws/steps.ts';
import { deployTimeoutMs, useEmulator } from '../harness/aws/use-emulator.ts';
import { clusterTestTimeoutMs, nodeAt } from '../harness/cluster.ts';
import { setAppendOnly, startAuditedCluster } from './audited.ts';

const HEADING = 'Deploy on AWS';
const section = sectionOf(pageAt('README.md'), HEADING);
const commands = (section === null ? [] : blocksOf(section))
  .filter(({ language }) => language === 'sh')
  .flatMap(({ lines }) => lines)
  .filter((line) => line !== '' && !line.startsWith('#'));
/** What takes everything away again comes last, after the message. */
const isFarewell = (line: string): boolean => /cdk destroy/.test(line);

const { emulator } = useEmulator();
const step = steps();
let cluster: LocalCluster;
let reader: Reader;

beforeAll(async () => {
  cluster = await startAuditedCluster();
  await setAppendOnly(cluster, 'no');
  reader = openReader(
    emulator(),
    cluster.nodes.map(({ address }) => address),
  );
}, clusterTestTimeoutMs);
afterAll(async () => cluster?.stop());

describe(`README.md, "${HEADING}", followed word for word`, () => {
  step('begins with a clone and deploys', async () => {
    expect(commands[0]).toMatch(/^git clone /);
    expect(commands.some((line) => line.startsWith('npx cdk deploy '))).toBe(true);
  });

  for (const line of commands.filter((each) => !isFarewell(each))) step(line, () => reader.type(line), deployTimeoutMs);

  step('ends with a message about a fault that was planted in a real cluster', async () => {
    const [address = ''] = reader.environment().alerts.email;
    await confirmByMail(emulator(), address);
    const persistence = (await schedulesOf(emulator())).find(({ Target }) => /persistence|full/.test(Target.Input));
    if (persistence === undefined) throw new Error('no schedule looks at persistence');
    // Nobody waits for the next full hour: the schedule's call is made once, at once.
    await scheduleOnce(emulator(), persistence);
    await eventually(emulator(), 'mail', () => messagesTo(emulator(), address).length > 0);
    const [mail] = messagesTo(emulator(), address);
    expect(mail?.subject).toMatch(/^\[CRITICAL\] /);
    expect(mail?.text).toContain(nodeAt(cluster.primaries, 0).address);
  });

  for (const line of commands.filter(isFarewell)) step(line, () => reader.type(line), deployTimeoutMs);
});
