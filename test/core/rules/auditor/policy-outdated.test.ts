import { describe, expect, test } from '@jest/globals';
import { runsIn } from '../../../../lib/core/audit-series.ts';
import type { DeclaredNames } from '../../../../lib/core/declared-names.ts';
import type { ClusterFacts, NodeFacts, ProviderName } from '../../../../lib/core/facts.ts';
import { notAttempted, ok } from '../../../../lib/core/observed.ts';
import type { Policy } from '../../../../lib/core/policy.ts';
import { rule } from '../../../../lib/core/rules/auditor/policy-outdated.ts';
import { type ClusterChange, clusterFacts, nodeId, policyWith } from '../../../builders/facts.ts';
import { silent } from '../../../builders/silent.ts';
import { verdict } from '../../../builders/verdict.ts';

interface Story {
  readonly cluster?: ClusterChange;
  readonly declared?: Partial<DeclaredNames>;
  readonly policy?: Partial<Policy>;
  /** A seed that did not answer and is nobody's address in the views. */
  readonly silentSeed?: string;
  readonly provider?: ProviderName;
}

function silentNode({ nodes: [some] }: ClusterFacts, address: string): readonly NodeFacts[] {
  const { noInfo, noConfig, ...facts } = silent;
  if (some === undefined || noInfo === undefined || noConfig === undefined) throw new Error('there is no node');
  const { info: _, config: __, ...others } = facts;
  return [{ ...some, ...others, info: noInfo, config: noConfig, nodeId: address, address }];
}

function judged({ cluster = {}, declared = {}, policy = {}, silentSeed, provider = 'self-managed' }: Story = {}) {
  const facts = clusterFacts({ cluster: { id: 'test', provider }, ...cluster });
  const seeds = silentSeed === undefined ? facts.seeds : [...facts.seeds, silentSeed];
  const nodes = silentSeed === undefined ? facts.nodes : [...facts.nodes, ...silentNode(facts, silentSeed)];
  return verdict(rule, { now: { ...facts, seeds, nodes }, policy: policyWith(policy), declared });
}

const windowOn = (matchers: DeclaredNames['windows'][number]['matchers']): Story => ({
  declared: { windows: [{ name: 'weekly', matchers }] },
});
const natMap = (announced: string, dialled: string): Story => ({ declared: { natMap: { [announced]: dialled } } });
const copied: Partial<Policy> = { backup: {} };
const noAof: Partial<Policy> = { aof: { roles: [], fsync: ['everysec'] } };

const noView: ClusterChange = { everyNode: { view: notAttempted('silent') } };
const oneView: ClusterChange = { ...noView, nodes: { 7001: { view: ok({ viewId: 'common', openSlots: [] }) } } };
const slotsUnserved: ClusterChange = { member: (each, port) => (port === 7002 ? { ...each, slots: [] } : each) };

describe('auditor/policy-outdated', () => {
  test.each<[string, Story, string]>([
    [
      'passes where every name is somebody',
      { ...windowOn({ node: ['127.0.0.1:7001', nodeId(7002)], shard: ['0'] }) },
      'pass',
    ],
    ['passes where nothing is named', {}, 'pass'],
    ['fails for a seed that no view knows', { silentSeed: '127.0.0.1:7999' }, 'fail'],
    ['passes for a seed that is only down', { silentSeed: '127.0.0.1:7004' }, 'pass'],
    ['passes for a seed by name, which may lead to any', { silentSeed: 'seed.example:7999' }, 'pass'],
    [
      'passes for a seed by the address that a member is reached at',
      { silentSeed: '10.9.9.9:1', ...natMap('127.0.0.1:7001', '10.9.9.9:1') },
      'pass',
    ],
    ['fails for a translation that nobody announces', natMap('127.0.0.1:7999', '10.9.9.9:1'), 'fail'],
    ['fails for a window on a node that is gone', windowOn({ node: ['127.0.0.1:7999'] }), 'fail'],
    ['fails for a window on a shard that begins elsewhere now', windowOn({ shard: ['100'] }), 'fail'],
    ['passes for a shard that nobody serves now', { ...windowOn({ shard: ['5461'] }), cluster: slotsUnserved }, 'pass'],
    ['is unknown when nobody told of the cluster', { cluster: noView }, 'unknown'],
    ['is unknown when one node alone did', { cluster: oneView, silentSeed: '127.0.0.1:7999' }, 'unknown'],
    ['passes for copies and no AOF on servers of our own', { policy: { ...copied, ...noAof } }, 'pass'],
    ['fails for AOF on ElastiCache', { policy: noAof, provider: 'elasticache' }, 'fail'],
    ['fails for copies of MemoryDB', { policy: copied, provider: 'memorydb' }, 'fail'],
    ['passes for the defaults on Serverless', { provider: 'elasticache-serverless' }, 'pass'],
    ['says so without a view too', { cluster: noView, policy: copied, provider: 'memorydb' }, 'fail'],
  ])('%s', (_, story, status) => {
    expect(judged(story).status).toBe(status);
  });

  test('says where it stands and what it names', () => {
    const { natMap: nat = {} } = natMap('127.0.0.1:7999', '10.9.9.9:1').declared ?? {};
    const { windows = [] } = windowOn({ node: ['127.0.0.1:7998'], shard: ['100'] }).declared ?? {};
    const finding = judged({ silentSeed: '127.0.0.1:7997', declared: { natMap: nat, windows } });
    expect(finding).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('seeds names 127.0.0.1:7997, which the cluster does not have'),
      evidence: {
        stale: [
          { where: 'seeds', name: '127.0.0.1:7997' },
          { where: 'natMap', name: '127.0.0.1:7999' },
          { where: 'maintenance weekly', name: '127.0.0.1:7998' },
          { where: 'maintenance weekly', name: 'shard 100' },
        ],
        unfit: [],
      },
    });
    expect(judged({ policy: noAof, provider: 'elasticache' }).message).toBe(
      'policy.aof asks for what elasticache does not offer',
    );
  });

  test('runs where the views are read, and costs other audits nothing', () => {
    expect(
      (['full', 'topology', 'slowlog', 'latency', 'persistence'] as const).filter((kind) => runsIn(kind, rule)),
    ).toEqual(['full', 'topology']);
  });
});
