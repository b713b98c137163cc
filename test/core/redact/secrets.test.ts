import { describe, expect, test } from '@jest/globals';
import type { NodeCursor } from '../../../lib/core/facts.ts';
import { parseSlowlog } from '../../../lib/core/parse/slowlog.ts';
import { secretsIn } from '../../../lib/core/redact/secrets.ts';

const bytes = (...words: readonly string[]) => words.map((word) => Buffer.from(word));

// Put together here, so that nothing in this file looks like one to whoever searches files for them.
const secrets: readonly (readonly [string, string])[] = [
  ['AWS access key', `AK${'IA'}QWERTYUIOPASDFGH`],
  ['GitHub token', `gh${'p_'}${'a1B2'.repeat(9)}`],
  ['GitHub token', `github${'_pat_'}${'a1B2'.repeat(6)}`],
  ['GitLab token', `gl${'pat-'}${'a1B2'.repeat(5)}`],
  ['Google API key', `AI${'za'}${'a1B2-'.repeat(7)}`],
  ['JSON web token', `ey${'JhbGciOiJIUzI1NiJ9'}.ey${'JzdWIiOiIxMjM0In0'}.c2lnbmF0dXJl`],
  ['Slack token', `xo${'xb-'}123456789012-abcdef`],
  ['Stripe key', `sk${'_live_'}${'a1B2'.repeat(6)}`],
  ['password in a URL', `postgres://app:${'hunter'}2@db.example/shop`],
  ['private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----\nMIIE`],
  ['private key', `-----BEGIN ${'PRIVATE'} KEY-----`],
  ['named password or token', `user=alice&pass${'word'}=hunter2`],
  ['named password or token', `{"name":"alice","pass${'word'}": "hunter2"}`],
  ['named password or token', `{"api${'_key'}":"0123456789"}`],
];

describe('what looks like a credential', () => {
  test.each(secrets)('is a %s: %#', (kind, secret) => {
    expect(secretsIn(bytes('SET', 'key', secret))).toEqual([{ argument: 2, kind }]);
    expect(secretsIn(bytes('SET', `before ${secret} after`))).toEqual([{ argument: 1, kind }]);
  });

  test('is told by its place', () => {
    const [[, secret] = ['', '']] = secrets;
    expect(secretsIn(bytes('MSET', 'a', secret, 'b', 'x', 'c', secret)).map(({ argument }) => argument)).toEqual([
      2, 6,
    ]);
  });

  test.each([
    'user:password:reset:123',
    'password',
    'password=',
    '{"password":null}',
    '{"password":""}',
    'AUTH (redacted)',
    'password=(redacted)',
    'https://example.org:8443/path',
    'https://alice@example.org/',
    'redis://10.0.0.1:6379',
    '-----BEGIN CERTIFICATE-----',
    'eyJhbGciOiJIUzI1NiJ9',
    'AKIAdlib',
    'xoxo-love',
    'secretary=alice',
    'the secret: a story',
    'token=abcdef',
  ])('is not %s', (harmless) => {
    expect(secretsIn(bytes('SET', harmless, harmless))).toEqual([]);
  });

  test('leaves place and form in the facts of the slow log, and nothing else', () => {
    const cursor: NodeCursor = { runId: 'a', slowlogId: 4, latency: null, address: '' };
    for (const [kind, secret] of secrets) {
      const reading = parseSlowlog(
        [[5, 1_772_334_000, 12_000, bytes('SET', 'k', secret), ...bytes('a:1', '')]],
        cursor,
        'a',
      );
      expect(reading).toMatchObject({
        state: 'ok',
        value: { entries: [{ shape: 'SET * …', secrets: [{ argument: 2, kind }] }] },
      });
      expect(JSON.stringify(reading)).not.toContain(secret.slice(4, 14));
    }
  });
});
