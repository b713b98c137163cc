import { describe, expect, test } from '@jest/globals';
import type { ClusterMember } from '../../../lib/core/facts.ts';
import { type ClusterNodes, type LineCache, parseClusterNodes } from '../../../lib/core/parse/cluster-nodes.ts';
import { countSlots } from '../../../lib/core/slots.ts';
import { labels, oldLabels, recordedText } from './recorded.ts';

const dialled = { host: '10.0.0.9', port: 7000 };

function read(text: string, cache?: LineCache): ClusterNodes {
  const nodes = parseClusterNodes(text, dialled, cache);
  if (nodes.state !== 'ok') throw new Error(JSON.stringify(nodes));
  return nodes.value;
}

const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];

/** Reads one line beside the `myself` line that every answer has. */
function readLine(line: string): ClusterMember | undefined {
  const myself = `${a} 10.0.0.9:7000@17000 myself,master - 0 0 1 connected`;
  return read(`${myself}\n${line}\n`).members.find((member) => member.nodeId !== a);
}

describe.each(labels)('CLUSTER NODES of %s', (label) => {
  test('is one and the same picture for all six nodes, line by line the same object', () => {
    const cache: LineCache = new Map();
    const views = [1, 2, 3, 4, 5, 6].map((number) => read(recordedText(label, `nodes-${number}`), cache));
    expect(new Set(views.map((view) => view.self)).size).toBe(6);
    for (const view of views) {
      expect(view.openSlots).toEqual([]);
      expect(view.members.map((member, index) => member === views[0]?.members[index])).toEqual(Array(6).fill(true));
    }
  });

  test('shows three primaries that own all slots, and a replica of each', () => {
    const { members } = read(recordedText(label, 'nodes-1'));
    const primaries = members.filter((member) => member.role === 'primary');
    const replicas = members.filter((member) => member.role === 'replica');
    expect(primaries.map((member) => member.primaryId)).toEqual([undefined, undefined, undefined]);
    expect(replicas.map((member) => member.primaryId)).toEqual(primaries.map((member) => member.nodeId));
    expect(countSlots(primaries.flatMap((member) => member.slots))).toBe(16_384);
    expect(members[0]).toEqual({
      nodeId: expect.stringMatching(/^[0-9a-f]{40}$/),
      address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      role: 'primary',
      flags: [],
      configEpoch: 1,
      linkConnected: true,
      slots: [[0, 5460]],
    });
  });

  test('shows a failed replica and a meeting with nobody', () => {
    const { members } = read(recordedText(label, 'nodes-migrating'));
    const [failed] = members.filter((member) => member.flags.includes('fail'));
    expect(failed).toMatchObject({ role: 'replica', flags: ['fail'], linkConnected: false });
    const [stranger] = members.filter((member) => member.flags.includes('handshake'));
    expect(stranger).toMatchObject({ role: 'primary', flags: ['handshake'], address: '127.0.0.1:7990', slots: [] });
  });

  test('shows slots on their way in the views of their two nodes only, and their owner unchanged', () => {
    const from = read(recordedText(label, 'nodes-migrating'));
    const to = read(recordedText(label, 'nodes-importing'));
    expect(from.openSlots).toEqual([`0->-${to.self}`]);
    expect(to.openSlots).toEqual([`0-<-${from.self}`]);
    for (const { members } of [from, to]) {
      expect(members.find((member) => member.nodeId === from.self)?.slots).toEqual([[0, 5460]]);
    }
  });

  test('keeps the host name apart from the address, from 7.0', () => {
    const to = read(recordedText(label, 'nodes-importing'));
    const named = read(recordedText(label, 'nodes-migrating')).members.find((member) => member.nodeId === to.self);
    expect(named?.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(named?.hostname).toBe(oldLabels.includes(label) ? undefined : 'node-2.example.internal');
  });
});

describe('a line of CLUSTER NODES', () => {
  test.each([
    [
      'a suspected primary',
      `${b} 127.0.0.1:7001@17001 master,fail? - 1 2 3 connected 5`,
      { flags: ['fail?'], slots: [[5, 5]] },
    ],
    ['an address that was taken', `${b} :0@0 master,noaddr - 1 2 0 disconnected`, { address: ':0', flags: ['noaddr'] }],
    [
      'flags in any order',
      `${b} :0@0 slave,noaddr,fail ${a} 1 2 0 disconnected`,
      { flags: ['fail', 'noaddr'], role: 'replica' },
    ],
    ['no flag at all', `${b} 127.0.0.1:7001@17001 noflags - 1 2 0 connected`, { flags: [] }],
    ['an IPv6 address', `${b} ::1:7001@17001 master - 1 2 3 connected`, { address: '[::1]:7001' }],
    ['no bus port, as before 4.0', `${b} 127.0.0.1:7001 master - 1 2 3 connected`, { address: '127.0.0.1:7001' }],
    [
      'fields behind an empty host name',
      `${b} 127.0.0.1:7001@17001,,tls-port=0,shard-id=${a} master - 1 2 3 connected`,
      { address: '127.0.0.1:7001' },
    ],
    [
      'fields behind a host name',
      `${b} 127.0.0.1:7001@17001,node-1.example.internal,tls-port=0 master - 1 2 3 connected`,
      { hostname: 'node-1.example.internal' },
    ],
    [
      'ranges repeated by a node upgraded in place',
      `${b} 127.0.0.1:7001@17001 master - 1 2 3 connected 0-5460 0-5460 0-5460 5462`,
      {
        slots: [
          [0, 5460],
          [5462, 5462],
        ],
      },
    ],
  ])('is read with %s', (_what, line, expected) => {
    expect(readLine(line)).toMatchObject(expected);
    expect(readLine(line)?.hostname).toBe((expected as Partial<ClusterMember>).hostname);
  });

  test.each([
    ['', '10.0.0.9:7006', { host: '10.0.0.9', port: 7006 }],
    ['', '[fd00::9]:7006', { host: 'fd00::9', port: 7006 }],
    ['127.0.0.9', '127.0.0.9:7006', { host: '10.0.0.9', port: 7006 }],
    ['::1', '[::1]:7006', { host: '10.0.0.9', port: 7006 }],
  ])('of the node itself with the ip "%s" is at %s', (ip, address, where) => {
    const nodes = parseClusterNodes(`${a} ${ip}:7006@17006 myself,master - 0 0 0 connected\n`, where);
    expect(nodes).toMatchObject({ state: 'ok', value: { self: a, members: [{ address, flags: [] }] } });
  });

  test('is the same member whatever its ping and pong times are', () => {
    const cache: LineCache = new Map();
    const view = (pong: number): ClusterNodes =>
      read(`${a} h:1@2 myself,master - 0 0 1 connected\n${b} h:3@4 slave ${a} 0 ${pong} 1 connected\n`, cache);
    expect(view(1795346462000).members[1]).toBe(view(1795346472000).members[1]);
  });
});

describe('CLUSTER NODES is unparsable', () => {
  const myself = `${a} h:1@2 myself,master - 0 0 1 connected`;
  test.each([
    ['when no line is the node itself', `${a} h:1@2 master - 0 0 1 connected\n`],
    ['when one line is cut short', `${myself}\n${b} h:3@4 master - 0\n`],
    ['when an id is none', `${myself}\nsecret h:3@4 master - 0 0 1 connected\n`],
    ['when a slot is none', `${myself}\n${b} h:3@4 master - 0 0 1 connected soon\n`],
    ['when it is empty', ''],
    ['when it is a list', [myself]],
  ])('%s, without a word of it in the detail', (_when, reply) => {
    const nodes = parseClusterNodes(reply, dialled);
    expect(nodes).toMatchObject({ state: 'failed', reason: 'unparsable' });
    expect(JSON.stringify(nodes)).not.toMatch(/secret|h:1/);
  });
});
