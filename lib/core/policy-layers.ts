import { isMapping } from './is-mapping.ts';
import type { Policy, PresetName } from './policy.ts';
import { presets } from './presets.ts';

/** Where a policy is declared, as it was read, right or wrong. What comes later in this list counts more. */
export interface PolicyLayers {
  /** Named by whoever looks, in place of those that are declared. */
  readonly preset?: PresetName;
  /** For every cluster of an environment. */
  readonly environment?: unknown;
  readonly cluster?: unknown;
}

/** Where a setting of a policy comes from. */
export interface PolicySetting {
  /** `aof.fsync` */
  readonly name: string;
  readonly value: unknown;
  /** `default`, `preset cache`, `environment` or `cluster` */
  readonly from: string;
}

type Tree = Readonly<Record<string, unknown>>;

/** The policy as one declaration: what the cluster says, else the environment, else the preset. */
export function layeredPolicy(layers: PolicyLayers): Tree {
  const preset = presetOf(layers);
  const declared = merged(tree(layers.environment), tree(layers.cluster));
  return preset === undefined ? declared : merged(presetTree(preset), { ...declared, preset });
}

/** Each setting of the policy that came of the layers, and which of them it is from. */
export function policySettings(policy: Policy, layers: PolicyLayers): readonly PolicySetting[] {
  const preset = presetOf(layers);
  const places: readonly (readonly [string, Tree])[] = [
    ['cluster', tree(layers.cluster)],
    ['environment', tree(layers.environment)],
    ...(preset === undefined ? [] : [[`preset ${preset}`, presetTree(preset)] as const]),
  ];
  const { preset: _, ...settings } = policy;
  return leaves(settings).map(({ path, value }) => {
    const [from] = places.find(([, declared]) => isSet(declared, path)) ?? ['default'];
    return { name: path.join('.'), value, from };
  });
}

function presetOf({ preset, environment, cluster }: PolicyLayers): PresetName | undefined {
  const named = preset ?? tree(cluster).preset ?? tree(environment).preset;
  return typeof named === 'string' && Object.hasOwn(presets, named) ? (named as PresetName) : undefined;
}

function presetTree(name: PresetName): Tree {
  return tree(presets[name]);
}

function tree(value: unknown): Tree {
  return isMapping(value) ? value : {};
}

/** A list is one value: whoever names roles means these and no others. */
function merged(below: Tree, above: Tree): Tree {
  const both = Object.entries(above).filter(([, value]) => value !== undefined && value !== null);
  return {
    ...below,
    ...Object.fromEntries(
      both.map(([key, value]) => [key, isMapping(value) ? merged(tree(below[key]), value) : value]),
    ),
  };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

function leaves(of: object, before: readonly string[] = []): readonly Leaf[] {
  return Object.entries(of).flatMap(([key, value]: [string, unknown]) => {
    const path = [...before, key];
    return isMapping(value) ? leaves(value, path) : [{ path, value }];
  });
}

function isSet(declared: Tree, path: readonly string[]): boolean {
  const value = path.reduce<unknown>((inner, key) => tree(inner)[key], declared);
  return value !== undefined && value !== null;
}
