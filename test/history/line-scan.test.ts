import { expect, test } from '@jest/globals';
import { findingLines } from '../../lib/core/history-lines.ts';
import { linesIn } from '../../lib/history/line-scan.ts';
import { clusterFacts } from '../builders/facts.ts';
import { finding, node } from '../builders/result.ts';

const asText = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const kept = (text: string, dropSkipped = true) => [...linesIn(Buffer.from(text), dropSkipped)];

const skipped = finding('rdb/last-save-failed', 'skipped', node(7002), { message: 'a replica' });
const failed = finding('aof/not-enabled', 'fail', node(7001), { message: 'läuft “ohne” AOF' });
const written = findingLines(clusterFacts(), [skipped, failed, skipped, finding('aof/x', 'unknown', node(7003))]);

test('of findings as they are written, those of rules that do not apply are told by how they begin', () => {
  const text = asText(written);
  expect(kept(text)).toEqual(written.filter(({ status }) => status !== 'skipped').map((line) => JSON.stringify(line)));
  expect(kept(text, false)).toEqual(written.map((line) => JSON.stringify(line)));
});

test.each([
  ['an empty line', '\n', []],
  ['a last line without an end', '{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
])('%s', (_, text, lines) => expect(kept(text)).toEqual(lines));

test.each([
  ['with such words in its evidence', [{ ...failed, evidence: { status: 'skipped' } }]],
  ['with such words in its message', [{ ...failed, message: ',"severity":"info","status":"skipped"' }]],
])('a finding %s stays', (_, findings) => {
  const [line] = findingLines(clusterFacts(), findings);
  expect(kept(asText([line ?? {}]))).toEqual([JSON.stringify(line)]);
});

test('a line in another form stays, whatever its status: whoever parses it sees that', () => {
  const { schemaVersion, kind, ...others } = written[0] ?? {};
  const foreign = JSON.stringify({ kind, schemaVersion, ...others });
  expect(kept(`${foreign}\n`)).toEqual([foreign]);
});
