import { describe, expect, test } from '@jest/globals';
import { AUDITOR_CLIENT_NAME } from '../../lib/core/client-name.ts';
import { failed } from '../../lib/core/observed.ts';
import { slowCommands } from '../../lib/core/slow-commands.ts';
import { clusterFacts, start } from '../builders/facts.ts';
import { slowlog } from '../builders/slowlog.ts';

const psync = { command: 'psync', shape: 'PSYNC ? -1', ms: 15.6, client: '10.0.0.4:40001', clientName: '' };
const slots = { command: 'cluster|slots', ms: 38.8 };
const shapes = (facts: Parameters<typeof slowCommands>[0]): readonly string[] =>
  slowCommands(facts).map(({ shape }) => shape);

describe('slow commands', () => {
  test('are told by shape, all nodes together, the longest first', () => {
    const at = start / 1000;
    const facts = clusterFacts({
      nodes: {
        7001: slowlog([psync, { ...slots, at: at + 50, ms: 20 }, { ...slots, client: '10.0.0.8:1', clientName: '' }]),
        7002: slowlog([{ ...slots, at: at + 70, ms: 30 }]),
      },
    });
    expect(slowCommands(facts)).toMatchObject([
      {
        shape: 'CLUSTER SLOTS',
        command: 'cluster|slots',
        kind: 'topology',
        count: 3,
        longestUs: 38_800,
        totalUs: 88_800,
        nodes: ['127.0.0.1:7001', '127.0.0.1:7002'],
        clients: ['shop (10.0.0.9)', '10.0.0.8'],
        lastAt: '2026-03-01T03:01:10.000Z',
        explanation: { what: expect.stringContaining('A client library asks which node owns which slots') },
      },
      { shape: 'PSYNC ? -1', kind: 'internal', count: 1, longestUs: 15_600, clients: ['10.0.0.4'] },
    ]);
  });

  test('carry the answer that fits the shape, for those that operators ask about', () => {
    const [first] = slowCommands(clusterFacts({ nodes: { 7001: slowlog([psync]) } }));
    expect(first?.explanation.answer).toContain('nothing to go on from');
    const [other] = slowCommands(clusterFacts({ nodes: { 7001: slowlog([{ command: 'hgetall' }]) } }));
    expect(other?.explanation).not.toHaveProperty('answer');
  });

  test('are told on a first visit too', () => {
    expect(shapes(clusterFacts({ nodes: { 7001: slowlog([slots], { since: 'first-visit', lost: null }) } }))).toEqual([
      'CLUSTER SLOTS',
    ]);
  });

  test('leave out entries shorter than 10 ms, however fine the log is set', () => {
    expect(shapes(clusterFacts({ nodes: { 7001: slowlog([{ ms: 9.999 }, { shape: 'SLOW', ms: 10 }]) } }))).toEqual([
      'SLOW',
    ]);
  });

  test('leave out what the auditor caused', () => {
    const own = { command: 'slowlog|get', clientName: AUDITOR_CLIENT_NAME };
    expect(shapes(clusterFacts({ nodes: { 7001: slowlog([own]) } }))).toEqual([]);
  });

  test('count a command that replicas ran too once, on the primary', () => {
    const del = { command: 'del', shape: 'DEL cart:*' };
    const facts = clusterFacts({
      nodes: { 7001: slowlog([del]), 7004: slowlog([{ ...del, client: '127.0.0.1:7001', clientName: '' }]) },
    });
    expect(slowCommands(facts)).toMatchObject([{ shape: 'DEL cart:*', count: 1, nodes: ['127.0.0.1:7001'] }]);
  });

  test('name a script as the sender of its inner calls', () => {
    const inner = { command: 'smembers', client: '?:0', clientName: '' };
    expect(slowCommands(clusterFacts({ nodes: { 7001: slowlog([inner]) } }))).toMatchObject([
      { clients: ['a script'] },
    ]);
  });

  test('do without the nodes whose slow log could not be read', () => {
    const facts = clusterFacts({
      nodes: { 7001: { slowlog: failed('no-permission', 'NOPERM') }, 7002: slowlog([slots]) },
    });
    expect(shapes(facts)).toEqual(['CLUSTER SLOTS']);
  });

  test('are none on a quiet cluster', () => {
    expect(slowCommands(clusterFacts())).toEqual([]);
  });
});
