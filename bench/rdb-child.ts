/** Run as a process of its own, `rdb-child.ts MEGABYTES`: walks a stream made on the way, then what it took, as JSON. */
import { lookAtRdb } from '../lib/backup/look-at-rdb.ts';
import { crc64 } from '../lib/backup/rdb/crc64.ts';

/** One string of 1000 bytes; the key counts up. */
const valueLength = 1000;
const keyLength = 10;
const head = Buffer.from([0, keyLength, ...Buffer.alloc(keyLength), 0x40 | (valueLength >>> 8), valueLength & 255]);
const record = Buffer.concat([head, Buffer.alloc(valueLength, 'v')]);
const perChunk = 64;

/** The same memory again and again, so that what is measured is what the walk holds. */
async function* stream(megabytes: number): AsyncGenerator<Buffer> {
  const crc = crc64();
  const add = (bytes: Buffer): Buffer => {
    crc.update(bytes);
    return bytes;
  };
  yield add(Buffer.from('REDIS0011\xfe\x00', 'latin1'));
  const chunk = Buffer.concat(Array.from({ length: perChunk }, () => record));
  for (let keys = 0; keys * record.length < megabytes * 1e6; keys += perChunk) {
    for (let place = 0; place < perChunk; place++)
      chunk.write(String(keys + place).padStart(keyLength, '0'), place * record.length + 2);
    yield add(chunk);
  }
  const end = add(Buffer.from([255]));
  yield Buffer.concat([end, Buffer.from(crc.digest(), 'hex').reverse()]);
}

const { verdict, bytes } = await lookAtRdb(stream(Number(process.argv[2])));
if (verdict !== 'ok') throw new Error(`the stream is ${verdict}`);
console.log(JSON.stringify({ bytes, maxRssKiB: process.resourceUsage().maxRSS }));
