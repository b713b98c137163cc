import { describe, expect, test } from '@jest/globals';
import { plantCarelessSetup } from '../../lib/demo/faults.ts';
import { failure } from '../harness/processes.ts';
import { carelessSetup } from './careless-set-up.ts';
import { playAll } from './scenario.ts';

describe('the demonstration', () => {
  playAll([carelessSetup]);

  test('needs a replica behind the second of three primaries', async () => {
    const error = await failure(plantCarelessSetup({ nodes: [], primaries: [], replicas: [] }));
    expect(error.problem).toBe('bad-options');
  });
});
