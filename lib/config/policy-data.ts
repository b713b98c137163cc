import type { PresetName } from '../core/policy.ts';
import { layeredPolicy, type PolicyLayers } from '../core/policy-layers.ts';
import { clustersOf, type Mapping, mapping } from './environment/raw.ts';

/**
 * A file as it would be if each policy in it were written out, with what its preset and its environment say.
 *
 * @param data a configuration or environment file that is in order
 * @param preset in place of those that the file names
 */
export function withPolicies(data: unknown, preset?: PresetName): Mapping {
  const file = mapping(data);
  if (!Array.isArray(file.clusters)) return { ...file, policy: layeredPolicy(layersOf({}, file, preset)) };
  const clusters = clustersOf(file).map(({ cluster }) => ({
    ...cluster,
    policy: layeredPolicy(layersOf(file, cluster, preset)),
  }));
  return { ...file, clusters };
}

/** Where the policy of one cluster is declared. @param cluster its id; left out, the only one that the file is about */
export function policyLayersOf(data: unknown, cluster: string | undefined, preset?: PresetName): PolicyLayers {
  const file = mapping(data);
  if (!Array.isArray(file.clusters)) return layersOf({}, file, preset);
  const all = clustersOf(file).map((each) => each.cluster);
  return layersOf(file, all.find(({ id }) => id === cluster) ?? all[0] ?? {}, preset);
}

function layersOf(environment: Mapping, cluster: Mapping, preset: PresetName | undefined): PolicyLayers {
  return { environment: environment.policy, cluster: cluster.policy, ...(preset === undefined ? {} : { preset }) };
}
