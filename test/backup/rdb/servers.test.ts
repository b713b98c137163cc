import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crc64 } from '../../../lib/backup/rdb/crc64.ts';
import type { RdbWalk, RdbWalkOptions } from '../../../lib/backup/rdb/summary.ts';
import { rdbWalker } from '../../../lib/backup/rdb/walk-rdb.ts';
import { isAtLeast } from '../../../lib/core/version.ts';
import type { LocalCluster } from '../../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../../lib/demo/local-node.ts';
import { mutate, mutations } from '../../builders/mutate-bytes.ts';
import { clusterTestTimeoutMs, nodeAt, startTestCluster } from '../../harness/cluster.ts';
import { fillEveryType } from '../../harness/fill-every-type.ts';
import { savedFile } from '../../harness/saved-file.ts';
import { availableServers } from '../../harness/servers.ts';

const servers = await availableServers();

function walk(bytes: Uint8Array, options?: RdbWalkOptions, sizes: readonly number[] = [65_536]): RdbWalk {
  const walker = rdbWalker(options);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    walker.update(bytes.subarray(at, at + size));
    at += size;
  }
  return walker.finish();
}

/** What the server itself says about its keys. */
async function countsOf(node: LocalNode) {
  const keyspace = String(await node.send('INFO', 'keyspace'));
  const [, keys, expiring] = /^db0:keys=(\d+),expires=(\d+)/m.exec(keyspace) ?? [];
  const all = Array.from({ length: 16_384 }, (_, slot) => slot);
  const replies = await node.sendAll(all.map((slot) => ['CLUSTER', 'COUNTKEYSINSLOT', slot]));
  const slots = all.flatMap((slot) => (replies[slot] === 0 ? [] : [[slot, replies[slot]]]));
  return { keys: Number(keys), expiring: Number(expiring), slots };
}

/** Over the files of all servers that are here: `MUTATIONS=10000` takes three minutes. */
const mutationsInAll = Number(process.env.MUTATIONS ?? 2000);
const sealedInAll = mutationsInAll / 20;

/** The same bytes with the right checksum for them, as if the server itself had written them. */
function sealed(bytes: Buffer): Buffer {
  const crc = crc64();
  crc.update(bytes.subarray(0, -8));
  return Buffer.concat([bytes.subarray(0, -8), Buffer.from(crc.digest(), 'hex').reverse()]);
}

describe.each(servers)('an RDB file with every type, saved by $label ($version.text)', ({ path, version }) => {
  let cluster: LocalCluster;
  let node: LocalNode;
  let file: Buffer;

  beforeAll(async () => {
    cluster = await startTestCluster({ server: path, primaries: 1, replicasPerPrimary: 0 });
    node = nodeAt(cluster.nodes, 0);
    await fillEveryType(cluster, node);
    file = await savedFile(node);
  }, clusterTestTimeoutMs);

  afterAll(async () => cluster?.stop());

  test('is ok, and holds as many keys and expiries as the server counts, in the same slots', async () => {
    const { verdict, problems, content } = walk(file, { slots: [[0, 16_383]] });
    expect({ verdict, problems }).toEqual({ verdict: 'ok', problems: [] });
    const { keys, expiring, slots } = await countsOf(node);
    expect(await node.send('DBSIZE')).toBe(keys);
    expect(keys).toBeGreaterThan(600);
    expect(content).toMatchObject({ complete: true, keys, expiring, databases: [{ database: 0, keys, expiring }] });
    expect(content?.slots).toEqual(slots);
    expect(content?.outside).toEqual({ keys: 0, slots: [] });
  });

  test('says which server wrote it, and how many libraries of functions it has', () => {
    const { format, content } = walk(file);
    const hasFunctions = version.engine === 'valkey' || isAtLeast(version, 7, 0);
    expect(format?.magic).toBe(version.engine === 'valkey' && version.major >= 9 ? 'VALKEY' : 'REDIS');
    expect(content?.functions).toBe(hasFunctions ? 2 : 0);
    expect(content?.origin).toMatchObject({
      engine: version.engine,
      serverVersion: version.text,
      bits: 64,
      aofBase: false,
    });
    expect(Math.abs((content?.origin.createdAt ?? 0) - Date.now() / 1000)).toBeLessThan(600);
    expect(content?.origin.usedMemory).toBeGreaterThan(500_000);
  });

  test('without compression, and with notes about the use of each key, holds the same keys', async () => {
    const { keys, slots } = await countsOf(node);
    await node.send('CONFIG', 'SET', 'rdbcompression', 'no');
    const plain = await savedFile(node);
    expect(plain.length).toBeGreaterThan(file.length);
    expect(walk(plain)).toMatchObject({ verdict: 'ok', content: { keys, slots } });
    for (const policy of ['allkeys-lfu', 'allkeys-lru']) {
      await node.send('CONFIG', 'SET', 'maxmemory-policy', policy);
      const noted = await savedFile(node);
      expect(noted.length).toBeGreaterThanOrEqual(plain.length + 2 * keys);
      expect(walk(noted)).toMatchObject({ verdict: 'ok', content: { keys, slots } });
    }
  });

  test('gives the same answer in chunks of any sizes', () => {
    const whole = walk(file);
    const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 100_000 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(sizes, (chunks) => expect(walk(file, {}, chunks)).toEqual(whole)),
      { numRuns: 5, examples: [[[1]], [[13, 1]]] },
    );
  });

  test('is not ok when it is cut anywhere, and the walk ends where the data ends', () => {
    const cut = fc.integer({ min: 0, max: file.length - 1 });
    const level = fc.constantFrom(1, 2);
    const examples = Array.from({ length: 30 }, (_, bytes): [number, 1 | 2] => [file.length - 1 - bytes, 2]);
    fc.assert(
      fc.property(cut, level, (length, walked) => {
        const { verdict, bytes } = walk(file.subarray(0, length), { level: walked });
        expect({ verdict, bytes }).toEqual({ verdict: 'damaged', bytes: length });
      }),
      { numRuns: 150, examples },
    );
  });

  test(
    'is found to be another one by its frame, whatever happened to its bytes, unless nothing did',
    () => {
      fc.assert(
        fc.property(mutations, (mutation) => {
          const changed = mutate(file, mutation);
          expect(walk(changed, { level: 1 }).verdict === 'ok').toBe(changed.equals(file));
        }),
        { numRuns: Math.ceil(mutationsInAll / servers.length) },
      );
    },
    clusterTestTimeoutMs,
  );

  test(
    'has an answer even where the checksum was made to agree: the walk ends, and never says ok of a part of it',
    () => {
      fc.assert(
        fc.property(mutations, (mutation) => {
          const changed = sealed(mutate(file, mutation));
          const { verdict, bytes, problems, content } = walk(changed);
          expect(bytes).toBe(changed.length);
          expect(verdict === 'ok').toBe(problems.length === 0 && content?.complete === true);
        }),
        { numRuns: Math.ceil(sealedInAll / servers.length) },
      );
    },
    clusterTestTimeoutMs,
  );
});
