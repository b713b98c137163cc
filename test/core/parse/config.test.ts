import { describe, expect, test } from '@jest/globals';
import { directives } from '../../../lib/core/fact-names.ts';
import { parseConfig } from '../../../lib/core/parse/config.ts';
import { labels, recordedReply } from './recorded.ts';

describe('CONFIG GET', () => {
  test.each(labels)('of %s gives every value as text, in whatever order', (label) => {
    const config = parseConfig(recordedReply(label, 'config'));
    expect(config).toMatchObject({
      state: 'ok',
      value: {
        save: '',
        appendfsync: 'everysec',
        'slowlog-max-len': '128',
        'client-output-buffer-limit': expect.stringContaining(' 268435456 67108864 60'),
      },
    });
    expect(config.state === 'ok' && Object.keys(config.value)).toEqual(
      expect.arrayContaining(['repl-backlog-size', 'cluster-node-timeout', 'latency-monitor-threshold']),
    );
  });

  test('was recorded for directives that an audit may ask for', () => {
    const config = parseConfig(recordedReply('redis70', 'config'));
    const names = config.state === 'ok' ? Object.keys(config.value) : [];
    expect(names.filter((name) => !(directives as readonly string[]).includes(name))).toEqual([]);
  });

  test('leaves out what the server does not know', () => {
    expect(parseConfig([])).toEqual({ state: 'ok', value: {} });
  });

  test.each([['OK'], [['save']], [['save', null]], [null]])('is unparsable as %j', (reply) => {
    expect(parseConfig(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
  });
});
