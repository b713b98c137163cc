import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { byteHash } from '../../lib/backup/byte-hash.ts';
import { lookAtRdb } from '../../lib/backup/look-at-rdb.ts';
import { key, rdb, string } from '../builders/rdb.ts';

const good = rdb('REDIS0011', [key(0, 'k', string('v'))]);

const MIB = 2 ** 20;

/** Bytes that are nowhere the same for long, so that parts in the wrong order would show. */
function bytesOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 2_654_435_761) >>> 23;
  return bytes;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('a hash of bytes that go by', () => {
  const places = [
    ['in a thread', undefined],
    ['where there can be no thread', async () => null],
  ] as const;
  describe.each(places)('%s', (_, startThread) => {
    test.each([0, 1, MIB / 2, 5 * MIB + 1])(
      'is that of all %d bytes, though they are changed as soon as they were taken',
      async (length) => {
        const bytes = bytesOf(length);
        const hash = byteHash(startThread);
        const buffer = new Uint8Array(70_000);
        for (let at = 0; at < length; at += buffer.length) {
          const chunk = bytes.subarray(at, at + buffer.length);
          buffer.set(chunk);
          await hash.add(buffer.subarray(0, chunk.length));
          buffer.fill(0);
        }
        expect(await hash.digest()).toBe(sha256(bytes));
        hash.close();
      },
    );
  });

  test('keeps no process running when it is given up', async () => {
    const script = `
      import { byteHash } from ${JSON.stringify(new URL('../../lib/backup/byte-hash.ts', import.meta.url).href)};
      const hash = byteHash();
      await hash.add(new Uint8Array(${MIB}));
      console.log(process.getActiveResourcesInfo().includes('MessagePort'));
      hash.close();`;
    const words = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: 30_000 });
    expect(stdout).toBe('true\n');
  });
});

test('a look has the hash of every byte', async () => {
  async function* chunks() {
    yield good.subarray(0, 4);
    yield new Uint8Array(0);
    yield good.subarray(4);
  }
  expect(await lookAtRdb(chunks())).toMatchObject({ verdict: 'ok', bytes: good.length, sha256: sha256(good) });
  expect((await lookAtRdb(chunks(), { sha256: false })).sha256).toBeNull();
});

test('a source that fails is no damaged file', async () => {
  async function* broken() {
    yield good.subarray(0, 9);
    throw new Error('connection lost');
  }
  await expect(lookAtRdb(broken())).rejects.toThrow('connection lost');
});
