import { describe, expect, test } from '@jest/globals';
import { parseServerVersion } from '../../lib/demo/find-server.ts';
import { nodesConf, type PlannedNode } from '../../lib/demo/nodes-conf.ts';

const id = (digit: string) => digit.repeat(40);

const primary: PlannedNode = { nodeId: id('a'), port: 7001, shardId: id('1') };
const other: PlannedNode = { nodeId: id('b'), port: 7002, shardId: id('2') };
const replica: PlannedNode = { nodeId: id('c'), port: 7003, shardId: id('1'), primaryId: id('a') };
const nodes = [primary, other, replica];

const version = (text: string) => {
  const parsed = parseServerVersion(text);
  if (parsed === null) throw new Error(text);
  return parsed;
};
const redis70 = version('Redis server v=7.0.15 sha=0');

describe('nodes.conf before the first start', () => {
  test('deals the slots out and marks the node whose file it is', () => {
    expect(nodesConf(nodes, replica, '127.0.0.1', redis70)).toBe(
      [
        `${id('a')} 127.0.0.1:7001@17001 master - 0 0 1 connected 0-8191`,
        `${id('b')} 127.0.0.1:7002@17002 master - 0 0 2 connected 8192-16383`,
        `${id('c')} 127.0.0.1:7003@17003 myself,slave ${id('a')} 0 0 1 connected`,
        'vars currentEpoch 2 lastVoteEpoch 0\n',
      ].join('\n'),
    );
  });

  test.each([
    ['Redis server v=7.0.15 sha=0', false],
    ['Redis server v=7.2.6 sha=0', true],
    ['Redis server v=8.0.2 sha=0', true],
    ['Valkey server v=8.1.1 sha=0', true],
  ])('%s: shard ids %s', (text, has) => {
    const line = nodesConf(nodes, primary, '127.0.0.1', version(text)).split('\n')[2];
    expect(line?.includes(`@17003,,tls-port=0,shard-id=${id('1')} slave`)).toBe(has);
  });

  test.each([1, 3, 7, 60])('%i primaries cover every slot once', (count) => {
    const primaries = Array.from({ length: count }, (_, index) => ({ ...primary, nodeId: String(index) }));
    const ranges = [...nodesConf(primaries, primary, '::1', redis70).matchAll(/connected (\d+)-(\d+)/g)];
    const ends = ranges.map(([, from, to]) => [Number(from), Number(to)] as const);
    expect(ends[0]?.[0]).toBe(0);
    expect(ends.at(-1)?.[1]).toBe(16_383);
    for (const [index, [from]] of ends.slice(1).entries()) expect(from).toBe((ends[index]?.[1] ?? 0) + 1);
  });
});

describe('the version of a server binary', () => {
  test('is read from what it says', () => {
    expect(parseServerVersion('Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1')).toMatchObject({
      engine: 'redis',
      major: 6,
      minor: 0,
    });
    expect(parseServerVersion('Valkey server v=9.1.2 sha=00000000:0')).toMatchObject({ engine: 'valkey', major: 9 });
  });

  test('is null for another program', () => {
    expect(parseServerVersion('ls (GNU coreutils) 9.1')).toBeNull();
  });
});
