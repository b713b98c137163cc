import { isAtLeast } from '../../lib/core/version.ts';
import type { Command } from '../../lib/demo/connection.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';

/**
 * Puts values of every type and size into one node that serves every slot: integers of each width, compressible and
 * random strings of more than 64 KB, small and large collections, keys in every form in which a file can hold them.
 */
export async function fillEveryType(cluster: LocalCluster, node: LocalNode): Promise<void> {
  await run(node, [
    ['CONFIG', 'SET', 'lua-time-limit', 60_000],
    ['EVAL', script, 0],
    ...expiries,
    ...streams,
    ...younger(cluster),
  ]);
}

/** Nothing the servers refuse may go unnoticed: the test would then be about less than it says. */
async function run(node: LocalNode, commands: readonly Command[]): Promise<void> {
  const replies = await node.sendAll(commands, 60_000);
  const refused = replies.find((reply) => reply instanceof Error);
  if (refused !== undefined) throw refused;
}

const script = String.raw`
local seed = 1
local function random(length)
  local bytes = {}
  for i = 1, length do
    seed = (seed * 16807) % 2147483647
    bytes[i] = string.char(math.floor(seed / 128) % 256)
  end
  return table.concat(bytes)
end

for _, number in ipairs({'0', '-1', '127', '-128', '128', '32767', '-32768', '32768', '2147483647', '-2147483648',
  '2147483648', '9223372036854775807', '007', '1.5'}) do
  redis.call('SET', number, number)
  redis.call('SET', 'number:' .. number, number)
end
redis.call('SET', 'empty', '')
redis.call('SET', '', 'the key is empty')
redis.call('SET', 'text:compressible', string.rep('compressible ', 8000))
redis.call('SET', 'text:random', random(100000))
redis.call('SET', 'text:64-bytes', random(64))
redis.call('SET', 'text:16384-bytes', random(16384))
redis.call('SETBIT', 'bits', 1000000, 1)

for i = 1, 300 do
  redis.call('SET', 'session:{user' .. (i % 40) .. '}:' .. string.rep('long and compressible ', 1 + i % 5) .. i, i)
  redis.call('SET', 'random:' .. random(1 + i), i)
end
for _, key in ipairs({'{}', '{', '}', '}{', '{a', 'a}', '{}a', '{{a}}', '{a}{b}', 'x{a}', 'caf\195\169',
  '\228\184\173\230\150\135', '\0\1\255', '{\195\169}', string.rep('{tag}', 20000), string.rep('a', 100000) .. '{b}',
  '{' .. random(70000), random(70000)}) do
  redis.call('SET', key, 'a key of its own kind')
end

for i = 1, 3000 do
  redis.call('RPUSH', 'list:large', i, 'element ' .. i, random(10))
  redis.call('SADD', 'set:large', 'member ' .. i)
  redis.call('ZADD', 'sorted:large', i / 7, 'member ' .. i)
  redis.call('HSET', 'hash:large', 'field ' .. i, 'value ' .. random(8))
  redis.call('SADD', 'set:integers:large', i * 1000003)
end
redis.call('RPUSH', 'list:small', 'a', 1, 70000, '')
redis.call('RPUSH', 'list:large-elements', random(70000), string.rep('b', 70000), 'c')
redis.call('SADD', 'set:small', 'a', 'b', 1)
redis.call('SADD', 'set:integers:16', 1, 2, -300)
redis.call('SADD', 'set:integers:32', 1, 70000)
redis.call('SADD', 'set:integers:64', 1, '5000000000')
redis.call('SADD', 'set:large-members', random(70000), 'a')
redis.call('ZADD', 'sorted:small', 1, 'a', 2.5, 'b', '-inf', 'c', '+inf', 'd')
redis.call('ZADD', 'sorted:large-members', '-inf', random(70000), '+inf', 'b', 0.1, 'c', 3, 'd')
redis.call('HSET', 'hash:small', 'a', 1, 'b', 'two')
redis.call('HSET', 'hash:large-fields', random(70000), string.rep('v', 70000), '', '')
redis.call('GEOADD', 'places', 13.361389, 38.115556, 'a', 15.087269, 37.502669, 'b')
redis.call('PFADD', 'distinct:small', 'a', 'b')
for i = 1, 3000 do redis.call('PFADD', 'distinct:large', i) end

for i = 1, 1500 do redis.call('XADD', 'stream:large', i .. '-1', 'field', 'value ' .. i, 'other', random(5)) end
redis.call('XADD', 'stream:large-entry', '5-5', 'field', random(70000))
return 1
`;

/** Far enough for every run, in both units, for keys of several types. */
const expiries: readonly Command[] = [
  ['EXPIREAT', 'hash:small', 4_102_444_800],
  ['PEXPIREAT', 'list:large', 4_102_444_800_123],
  ['PEXPIREAT', 'text:random', 4_102_444_800_123],
  ['EXPIREAT', '127', 4_102_444_800],
];

const streams: readonly Command[] = [
  ['XDEL', 'stream:large', '3-1', '700-1'],
  ['XGROUP', 'CREATE', 'stream:large', 'readers', '0'],
  ['XGROUP', 'CREATE', 'stream:large', 'idle', '$'],
  ['XGROUP', 'CREATE', 'stream:none', 'early', '$', 'MKSTREAM'],
  ['XREADGROUP', 'GROUP', 'readers', 'one', 'COUNT', 200, 'STREAMS', 'stream:large', '>'],
  ['XREADGROUP', 'GROUP', 'readers', 'two', 'COUNT', 90, 'STREAMS', 'stream:large', '>'],
  ['XACK', 'stream:large', 'readers', '1-1', '2-1'],
];

/** What only some versions know. */
function younger({ version }: LocalCluster): readonly Command[] {
  const isValkey = version.engine === 'valkey';
  const functions: readonly Command[] = [
    ['FUNCTION', 'LOAD', "#!lua name=one\nredis.register_function('first', function() return 1 end)"],
    ['FUNCTION', 'LOAD', "#!lua name=two\nredis.register_function('second', function() return 2 end)"],
  ];
  const fields: readonly Command[] = [
    ['HSET', 'hash:expiring', 'a', 1, 'b', 2, 'c', 3],
    ['HPEXPIREAT', 'hash:expiring', 4_102_444_800_000, 'FIELDS', 1, 'a'],
    ['HPEXPIREAT', 'hash:large', 4_102_444_800_000, 'FIELDS', 2, 'field 1', 'field 2'],
  ];
  const module: readonly Command[] = [
    ['VADD', 'vectors', 'VALUES', 3, '0.1', '0.2', '0.3', 'a'],
    ['VADD', 'vectors', 'VALUES', 3, '0.4', '0.5', '0.6', 'b'],
  ];
  return [
    ...(isValkey || isAtLeast(version, 7, 0) ? functions : []),
    ...((isValkey ? isAtLeast(version, 9, 0) : isAtLeast(version, 7, 4)) ? fields : []),
    ...(!isValkey && isAtLeast(version, 8, 0) ? module : []),
  ];
}
