import { describe, expect, test } from '@jest/globals';
import { neutralise } from '../../../lib/core/redact/text.ts';

describe('text from outside', () => {
  test.each([
    ['stays as it is', 'billing-worker 7 (München)', 'billing-worker 7 (München)'],
    ['loses control characters, so that it cannot steer a terminal', 'app\u001b[31m\r\n\u0000\u009b', 'app[31m'],
    ['loses what turns or hides the text around it', 'a\u202eb\u200bc\ufeffd\u2028e', 'abcde'],
    ['loses half characters', 'a\ud83dz', 'az'],
    ['keeps characters beyond the basic plane', '🦊', '🦊'],
    ['keeps 64 characters', 'x'.repeat(64), 'x'.repeat(64)],
    ['is cut at 64 characters, and shows it', 'x'.repeat(65), `${'x'.repeat(63)}…`],
    ['is cut between characters, not inside one', '🦊'.repeat(65), `${'🦊'.repeat(63)}…`],
  ])('%s', (_what, text, expected) => {
    expect(neutralise(text)).toBe(expected);
  });

  test('may be given more room', () => {
    expect(neutralise('x'.repeat(100), 253)).toHaveLength(100);
  });
});
