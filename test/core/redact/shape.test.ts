import { describe, expect, test } from '@jest/globals';
import { shapeOf } from '../../../lib/core/redact/shape.ts';

/** Splits at blanks; what stands in quotes stays together. */
function shape(line: string) {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  return shapeOf(words.map((word) => Buffer.from(word.replaceAll('"', ''), 'latin1')));
}

describe('the shape of a command', () => {
  test.each([
    // keys
    ['GET sess:42', 'GET sess:*'],
    ['get SESS:42:cart', 'GET SESS:*'],
    ['GET app/users/42', 'GET app/*'],
    ['GET user-cache.42', 'GET user-cache.*'],
    ['GET user_cache|42', 'GET user_cache|*'],
    ['GET user#42', 'GET user#*'],
    ['GET 42', 'GET *'],
    ['GET user42:x', 'GET *'],
    ['GET averyveryverylongword:x', 'GET *'],
    ['GET hunter', 'GET *'],
    ['GET {user:42}:cart', 'GET *'],
    ['GET user{42}:cart', 'GET *'],
    ['GET cart:{42}', 'GET cart:*'],
    ['GET --:42', 'GET *'],
    ['GET alice.smith@example.org', 'GET *'],
    ['GET user:alice@example.org', 'GET user:*'],
    ['GET \u00fcser:42', 'GET *'],
    ['GET "alice... (172 more bytes)"', 'GET *'],
    ['GET ...', 'GET *'],
    ['GET \u0000\u0001:42', 'GET *'],
    ['GET "a b:42"', 'GET *'],
    // what follows keys
    ['SET sess:42 value', 'SET sess:* …'],
    ['SET sess:42 value EX 60', 'SET sess:* …'],
    ['MGET user:1 user:2 user:3', 'MGET user:* …'],
    ['MGET user:1', 'MGET user:*'],
    ['RENAME tmp:1 live:1', 'RENAME tmp:* live:*'],
    ['COPY tmp:1 live:1 REPLACE', 'COPY tmp:* live:* …'],
    ['BITOP AND dest:1 src:1 src:2', 'BITOP dest:* …'],
    ['ZUNION 2 board:1 board:2', 'ZUNION board:* …'],
    ['BLMPOP 0 1 queue:1 LEFT', 'BLMPOP queue:* …'],
    ['KEYS user:*', 'KEYS user:*'],
    ['KEYS *', 'KEYS *'],
    ['XREAD COUNT 10 STREAMS events:1 0', 'XREAD events:* …'],
    ['XREADGROUP GROUP workers alice STREAMS events:1 >', 'XREADGROUP events:* …'],
    ['XREAD COUNT 10', 'XREAD …'],
    ['OBJECT ENCODING sess:42', 'OBJECT ENCODING sess:*'],
    ['XINFO STREAM events:1 FULL', 'XINFO STREAM events:* …'],
    ['MEMORY USAGE sess:42', 'MEMORY USAGE sess:*'],
    // ranges
    ['LRANGE list:1 0 -1', 'LRANGE list:* 0 -1'],
    ['LRANGE list:1 100000 100099', 'LRANGE list:* <n> <n>'],
    ['LRANGE list:1 hunter 2x', 'LRANGE list:* <n> <n>'],
    ['LTRIM list:1 0 99', 'LTRIM list:* 0 99'],
    ['ZRANGE board:1 0 -1 WITHSCORES', 'ZRANGE board:* 0 -1 …'],
    ['ZRANGE board:1 1 42 BYSCORE', 'ZRANGE board:* …'],
    ['ZRANGEBYSCORE board:1 1 42', 'ZRANGEBYSCORE board:* …'],
    // replication
    ['PSYNC ? -1', 'PSYNC ? -1'],
    ['PSYNC 2917ecc8d1b2a3f4e5061728394a5b6c7d8e9f00 1', 'PSYNC <id> 1'],
    ['PSYNC 2917ecc8d1b2a3f4e5061728394a5b6c7d8e9f00 850458573', 'PSYNC <id> <offset>'],
    ['PSYNC 2917ecc8d1b2a3f4e5061728394a5b6c7d8e9f00 850458573 FAILOVER', 'PSYNC <id> <offset> …'],
    ['SYNC', 'SYNC'],
    ['REPLCONF ACK 892', 'REPLCONF ack'],
    ['REPLCONF capa eof capa psync2', 'REPLCONF capa'],
    ['REPLCONF hunter2 1', 'REPLCONF <option>'],
    // settings
    ['CONFIG GET save', 'CONFIG GET save'],
    ['CONFIG GET Save appendfsync', 'CONFIG GET save appendfsync'],
    ['CONFIG GET *', 'CONFIG GET *'],
    ['CONFIG GET slowlog-*', 'CONFIG GET <pattern>'],
    ['CONFIG GET hunter2', 'CONFIG GET <directive>'],
    ['CONFIG SET requirepass hunter2', 'CONFIG SET requirepass *'],
    ['CONFIG SET maxmemory 4gb hz 20', 'CONFIG SET maxmemory * …'],
    ['CONFIG REWRITE', 'CONFIG REWRITE'],
    // no argument is kept
    ['AUTH hunter2', 'AUTH …'],
    ['AUTH default hunter2', 'AUTH …'],
    ['HELLO 3 AUTH default hunter2', 'HELLO …'],
    ['ACL SETUSER app:1 on >hunter2', 'ACL SETUSER …'],
    ['MIGRATE 10.0.0.5 7001 sess:42 0 1000 AUTH hunter2', 'MIGRATE …'],
    ['PUBLISH news:sport goal', 'PUBLISH …'],
    ['SCAN 0 MATCH user:* COUNT 1000', 'SCAN …'],
    ['SLOWLOG GET 128', 'SLOWLOG GET …'],
    ['CLIENT KILL ID 7', 'CLIENT KILL …'],
    ['FT.SEARCH idx:users @name:alice', 'FT.SEARCH …'],
    ['INFO', 'INFO'],
    // scripts
    ['EVAL "return 1" 1 sess:42', 'EVAL <script>'],
    ['EVALSHA 2917ecc8d1b2a3f4e5061728394a5b6c7d8e9f00 0', 'EVALSHA <script>'],
    ['FCALL pay 1 user:42', 'FCALL <function>'],
    ['SCRIPT LOAD "return 1"', 'SCRIPT LOAD …'],
    // names
    ['ClUsTeR SLOTS', 'CLUSTER SLOTS'],
    ['CLUSTER hunter2', 'CLUSTER …'],
    ['b840fc02d524045429941cc15f59e41cb7be6c52 GET save', '<unknown> …'],
    ['"GET sess:1"', '<unknown>'],
    ['my-own-config GET save', '<unknown> …'],
    ['config|get save', '<unknown> …'],
    ['constructor sess:42', '<unknown> …'],
  ])('%s is %s', (line, expected) => {
    expect(shape(line).shape).toBe(expected);
  });

  test('of nothing at all is unknown', () => {
    expect(shapeOf([])).toMatchObject({ command: '<unknown>', shape: '<unknown>', argumentCount: 0 });
  });

  test('shows at most eight directives', () => {
    expect(shape(`CONFIG GET ${'save '.repeat(12)}`).shape).toBe(`CONFIG GET ${'save '.repeat(8)}…`);
  });
});

describe('the name of a command', () => {
  test.each([
    ['PSYNC ? -1', 'psync'],
    ['ClUsTeR SLOTS', 'cluster|slots'],
    ['object ENCODING sess:42', 'object|encoding'],
    ['COMMANDLOG GET 10 slow', 'commandlog|get'],
    ['CLUSTER hunter2', 'cluster'],
    ['GET slots', 'get'],
    ['JSON.GET doc:1', 'json.get'],
    ['georadiusbymember_ro geo:1 x 1 km', 'georadiusbymember_ro'],
    ['b840fc02d524045429941cc15f59e41cb7be6c52 GET save', '<unknown>'],
  ])('of %s is %s', (line, expected) => {
    expect(shape(line).command).toBe(expected);
  });
});

describe('the pattern', () => {
  test('is the same for the same work on other keys, and with more of them', () => {
    const patterns = ['MGET user:1 user:2', 'mget user:7 user:8 user:9'].map((line) => shape(line).pattern);
    expect(new Set(patterns).size).toBe(1);
  });

  test('differs for another command or another namespace', () => {
    const patterns = ['GET user:1', 'GET sess:1', 'TTL user:1'].map((line) => shape(line).pattern);
    expect(new Set(patterns).size).toBe(3);
  });

  test('is 16 hex digits', () => {
    expect(shape('GET user:1').pattern).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('the number of arguments', () => {
  test.each([
    ['PING', 0],
    ['GET sess:42', 1],
    ['CLUSTER SLOTS', 1],
    ['SET sess:42 value EX 60', 4],
    [`MGET ${'k '.repeat(30)} "... (50 more arguments)"`, 80],
    ['MGET a "... (50 more arguments)"', 2],
  ])('of %s is %i', (line, expected) => {
    expect(shape(line).argumentCount).toBe(expected);
  });
});
