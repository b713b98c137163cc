import { describe, expect, test } from '@jest/globals';
import {
  markdownBlock,
  markdownCellCode,
  markdownCode,
  markdownProse,
  markdownText,
} from '../../lib/report/escape-markdown.ts';
import { markdownReport } from '../../lib/report/markdown.ts';
import { auditResult, finding, node, nodeLatency, ruleTexts, slowCommand } from '../builders/result.ts';
import { carelessSetUp, lostShard } from '../builders/stories.ts';
import { expectGolden } from './golden.ts';

const options = { rules: ruleTexts };

describe('the Markdown report as a whole', () => {
  test('a careless set-up', () =>
    expectGolden(
      'careless-set-up-markdown',
      markdownReport(carelessSetUp(), { ...options, storedAt: './audit-history' }),
    ));

  test('a first audit with a shard that is gone', () =>
    expectGolden('lost-shard-markdown', markdownReport(lostShard(), options)));

  test('a healthy cluster fits into a screen', () => {
    expect(markdownReport(auditResult(), options).split('\n').length).toBeLessThan(20);
  });
});

describe('text of others', () => {
  test.each([
    ['a table cell does not end', 'a|b', 'a\\|b'],
    ['nothing is set in code, bold or italics', '`x` *y* _z_ ~q~', '\\`x\\` \\*y\\* \\_z\\_ \\~q\\~'],
    ['nothing becomes HTML', '<img src=x> & co', '&lt;img src=x&gt; &amp; co'],
    ['nobody is called', 'ask @ops-team', 'ask @&#8203;ops-team'],
    ['no issue is linked', 'see #12', 'see #&#8203;12'],
    [
      'no address is linked',
      'http://evil.example and www.evil.example',
      'http:&#8203;//evil.example and www&#8203;.evil.example',
    ],
    ['no link is made', '[x](y)', '\\[x\\](y)'],
    ['no heading begins', '# x', '\\# x'],
    ['no list begins', '- x', '\\- x'],
    ['no numbered list begins', '1. x', '1\\. x'],
    ['an address is no list', '10.0.0.1:6379', '10.0.0.1:6379'],
    ['a new line does not begin a block', 'a\n\n# b', 'a # b'],
  ])('%s', (_, text, escaped) => {
    expect(markdownText(text)).toBe(escaped);
  });

  test('code keeps its backticks, however many', () => {
    expect(markdownCode('GET a')).toBe('`GET a`');
    expect(markdownCode('GET ``x`')).toBe('``` GET ``x` ```');
    expect(markdownCellCode('a|b')).toBe('`a\\|b`');
    expect(markdownBlock(['````'])).toEqual(['`````', '````', '`````']);
  });

  test('our own sentences may set a word in code', () => {
    expect(markdownProse('set `a_b` to *')).toBe('set `a_b` to \\*');
    expect(markdownProse('one ` alone')).toBe('one \\` alone');
  });
});

test('whatever a server says, the report keeps its shape', () => {
  const evil = '|`<b>@ops #1\u001b[31m\n# x\n```';
  const result = auditResult({
    findings: [finding('slowlog/slow-command', 'fail', { ...node(7001), address: `${evil}:1` }, { message: evil })],
    slowCommands: [slowCommand(`GET ${evil}`, { clients: [evil], nodes: [evil] })],
    latency: { intrinsic: null, nodes: [nodeLatency(7001, { address: evil })] },
  });
  const report = markdownReport(result, options);
  expect(report.match(/^#.*/gm)).toEqual([
    '## test: 1 warning',
    '### warning: `slowlog/slow-command` A command held its node for long',
    '### Slow commands',
    '### Round trips of PING, ms',
  ]);
  const cells = report
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(/(?<!\\)\|/).length - 2);
  expect(cells).toEqual([6, 6, 6, 7, 7, 7]);
  const outsideCode = report.replace(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
  expect(outsideCode).not.toMatch(/(?!\n)\p{Cc}|@ops|<b>/u);
});
