import { describe, expect, test } from '@jest/globals';
import * as v from 'valibot';
import { defaultPolicy, policySchema, presetNames } from '../../lib/core/policy.ts';
import { layeredPolicy, type PolicyLayers, policySettings } from '../../lib/core/policy-layers.ts';
import { presets } from '../../lib/core/presets.ts';

const policyOf = (layers: PolicyLayers) => v.parse(policySchema, layeredPolicy(layers));

/** Of each setting, its value and where it is from. */
function told(layers: PolicyLayers): Readonly<Record<string, readonly [value: unknown, from: string]>> {
  const settings = policySettings(policyOf(layers), layers);
  return Object.fromEntries(settings.map(({ name, value, from }) => [name, [value, from]]));
}

describe('a preset', () => {
  test.each(presetNames)('%s is a policy', (name) => {
    expect(v.safeParse(policySchema, presets[name]).success).toBe(true);
    expect(policyOf({ preset: name })).toMatchObject({ ...presets[name], preset: name });
  });

  test('of a store is what the defaults are', () => {
    expect(policyOf({ preset: 'store' })).toEqual({ ...defaultPolicy, preset: 'store' });
  });

  test('that is not named changes nothing', () => {
    expect(policyOf({})).toEqual(defaultPolicy);
  });
});

describe('a setting of the policy', () => {
  test.each<[is: string, layers: PolicyLayers, setting: string, value: unknown, from: string]>([
    ['the default where nobody says anything', {}, 'minReplicas', 1, 'default'],
    ['that of the preset', { cluster: { preset: 'cache' } }, 'minReplicas', 0, 'preset cache'],
    [
      'that of the preset of an environment',
      { environment: { preset: 'cache' } },
      'persistence',
      'none',
      'preset cache',
    ],
    ['the default where the preset leaves it out', { preset: 'cache' }, 'maxLossSeconds', 60, 'default'],
    ["the cluster's over the preset's", { cluster: { preset: 'cache', minReplicas: 2 } }, 'minReplicas', 2, 'cluster'],
    [
      "the environment's over the preset's",
      { environment: { minReplicas: 2 }, cluster: { preset: 'cache' } },
      'minReplicas',
      2,
      'environment',
    ],
    [
      "the cluster's over the environment's",
      { environment: { minReplicas: 2 }, cluster: { minReplicas: 3 } },
      'minReplicas',
      3,
      'cluster',
    ],
    [
      "that of the cluster's preset over the environment's preset",
      { environment: { preset: 'cache' }, cluster: { preset: 'sessions' } },
      'use',
      'sessions',
      'preset sessions',
    ],
    [
      'that of the preset that was chosen over one that is declared',
      { preset: 'sessions', cluster: { preset: 'cache' } },
      'use',
      'sessions',
      'preset sessions',
    ],
    [
      'the declared one over that of the preset that was chosen',
      { preset: 'cache', cluster: { use: 'store' } },
      'use',
      'store',
      'cluster',
    ],
    [
      'one list as a whole',
      { cluster: { preset: 'store', aof: { roles: ['replica'] } } },
      'aof.roles',
      ['replica'],
      'cluster',
    ],
    [
      'alone in its group',
      { cluster: { preset: 'cache', aof: { roles: ['replica'] } } },
      'aof.fsync',
      ['everysec', 'always', 'no'],
      'preset cache',
    ],
    [
      'no setting with nothing behind its key',
      { cluster: { preset: 'cache', minReplicas: null } },
      'minReplicas',
      0,
      'preset cache',
    ],
  ])('is %s', (_, layers, setting, value, from) => {
    expect(told(layers)[setting]).toEqual([value, from]);
  });
});
