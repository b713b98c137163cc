import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shapeOf } from '../../../lib/core/redact/shape.ts';

/** Every command with a rule of its own, commands of each kind of key position, and some without any. */
const commands = `
  GET SET MGET HSET DEL RENAME COPY BITOP ZUNION BLMPOP KEYS SORT XREAD XREADGROUP LRANGE LTRIM LINDEX ZRANGE PSYNC
  REPLCONF EVAL EVAL_RO EVALSHA FCALL AUTH HELLO MIGRATE PUBLISH SCAN RESTORE MONITOR FT.SEARCH JSON.SET NOSUCH
  CONFIG CONFIG|GET CONFIG|SET ACL ACL|SETUSER CLIENT CLIENT|SETNAME CLUSTER CLUSTER|MEET OBJECT OBJECT|ENCODING
  SCRIPT SCRIPT|LOAD FUNCTION FUNCTION|LOAD XINFO XINFO|STREAM XGROUP XGROUP|CREATE MEMORY MEMORY|USAGE DEBUG
  DEBUG|OBJECT SLOWLOG LATENCY LATENCY|HISTORY MODULE MODULE|LOADEX PUBSUB COMMAND COMMANDLOG constructor toString
`
  .trim()
  .split(/\s+/);

/** Words that steer a parser; any of them may stand before or behind the secret. */
const fillers = [
  'user:1',
  '0',
  '-1',
  '2',
  'STREAMS',
  'BYSCORE',
  'save',
  '?',
  'ack',
  '*',
  '',
  'AUTH',
  '... (50 more arguments)',
];

/** Words that could not be a namespace, and words that could: those stand where no namespace does. */
const secret = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9!$%&()*+,;<=>@~]{6,40}$/).map((word) => `hunter2${word}`),
  fc.stringMatching(/^[a-zA-Z]{4,10}$/).map((word) => `hunter${word}`),
);

/** How a secret may stand in an argument: alone, behind a namespace, in a hash tag, a script, a line of its own. */
const dressed = fc.constantFrom<(word: string) => string>(
  (word) => word,
  (word) => `sess:${word}`,
  (word) => `{${word}}:cart`,
  (word) => `return redis.call('get', '${word}')`,
  (word) => `\u0000\r\n${word}`,
  (word) => `${word}... (172 more bytes)`,
  (word) => `${word.replace('hunter', 'hunter2')}:1`,
);

const call = fc.record({
  command: fc.constantFrom(...commands),
  word: secret,
  dress: dressed,
  before: fc.array(fc.constantFrom(...fillers), { maxLength: 4 }),
  behind: fc.array(fc.constantFrom(...fillers), { maxLength: 4 }),
});

describe('a shape', () => {
  test('never holds a planted secret, whatever the command and wherever it stands', () => {
    const property = fc.property(call, ({ command, word, dress, before, behind }) => {
      const args = [...command.split('|'), ...before, dress(word), ...behind];
      const shape = JSON.stringify(shapeOf(args.map((arg) => Buffer.from(arg)))).toLowerCase();
      expect(shape).not.toContain(word.toLowerCase());
      expect(shape).not.toContain('hunter');
    });
    fc.assert(property, { numRuns: 3000 });
  });

  test('is never made of a renamed command, whose new name is a secret', () => {
    const name = fc.oneof(fc.stringMatching(/^[a-f0-9]{12,40}$/), fc.stringMatching(/^[a-z_-]{25,40}$/));
    fc.assert(
      fc.property(name, (word) => {
        expect(JSON.stringify(shapeOf([Buffer.from(word), Buffer.from('GET')]))).not.toContain(word);
      }),
    );
  });

  test('is short printable text, whatever bytes the log holds', () => {
    const bytes = fc.array(fc.uint8Array({ maxLength: 140 }), { maxLength: 32 });
    fc.assert(
      fc.property(fc.constantFrom(...commands), bytes, (command, rest) => {
        const { shape } = shapeOf([Buffer.from(command), ...rest.map((arg) => Buffer.from(arg))]);
        expect(shape).toMatch(/^[\x20-\x7e…]{1,200}$/);
      }),
    );
  });
});
