import { describe, expect, test } from '@jest/globals';
import { deployedDigest } from '../../../lib/config/environment/deploy-cluster.ts';
import { parseDeployedDigest } from '../../../lib/config/environment/deployed-digest.ts';
import { someRules } from '../rules.ts';
import { now, parse, problemsOf, withCluster } from './environment.ts';

const { clusters } = parse(withCluster('policy: {maxLossSeconds: 5}\nschedules: {full: rate(5 minutes)}'));
const shipped = deployedDigest('prod', 'week', clusters, now);

describe('What the function for digests is told', () => {
  test('is read as it was shipped', () => {
    const read = parseDeployedDigest(JSON.stringify(shipped), someRules);
    expect(read).toEqual(shipped);
    expect(read.clusters).toMatchObject([{ id: 'shop', intervals: { full: 300 }, policy: { maxLossSeconds: 5 } }]);
  });

  test('holds nothing of how nodes are reached', () => {
    expect(Object.keys(shipped.clusters[0] ?? {}).toSorted()).toEqual(['id', 'intervals', 'maintenance', 'policy']);
  });

  test.each<[string, string, string]>([
    ['is no JSON', '{', 'is not JSON'],
    ['was edited', JSON.stringify({ ...shipped, period: 'year' }), 'period: must be one of day, week'],
  ])('is refused when it %s', (_, text, words) => {
    expect(problemsOf(() => parseDeployedDigest(text, someRules)).join()).toContain(words);
  });
});
