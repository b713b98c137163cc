import { intervalsOf } from '../../config/environment/deploy-cluster.ts';
import { checkEnvironment } from '../../config/environment/load.ts';
import { fileKind } from '../../config/file-kind.ts';
import { defaultConfig, parseConfig } from '../../config/load.ts';
import { policyLayersOf } from '../../config/policy-data.ts';
import type { Config } from '../../config/schema.ts';
import { readText, readYaml } from '../../config/yaml-file.ts';
import type { Intervals } from '../../core/audit-order.ts';
import { UsageError } from '../../core/errors.ts';
import type { PolicyLayers } from '../../core/policy-layers.ts';
import type { Rule } from '../../core/rule.ts';
import { list } from '../../report/words.ts';
import { type Chosen, catalogueFor, catalogueOf } from '../catalogue.ts';
import { configPath } from './config-path.ts';

/** By what a cluster is judged. */
export interface Declarations extends Pick<Config, 'rules' | 'policy' | 'alerting' | 'maintenance'> {
  readonly intervals: Intervals;
  /** Every rule there is. */
  readonly catalogue: readonly Rule[];
  /** Where the policy is declared. */
  readonly policyLayers: PolicyLayers;
}

/**
 * What a file declares for a cluster; without one, what applies by default.
 *
 * @param cluster its id; undefined for the only one that an environment declares
 * @param file a configuration file, an environment file, or the name of an environment: `prod` for environments/prod.yaml
 * @param chosen on the command line
 * @throws UsageError, ConfigError, LocalRulesError
 */
export async function declarationsFor(
  cluster: string | undefined,
  file: string | undefined,
  now: number,
  { rules: folder, preset }: Chosen = {},
): Promise<Declarations> {
  if (file === undefined) {
    const catalogue = await catalogueOf(folder);
    const policyLayers = policyLayersOf({}, cluster, preset);
    return { ...ofConfig(defaultConfig(catalogue, preset)), catalogue, policyLayers };
  }
  const path = configPath(file);
  // Read once: it may come by a pipe.
  const text = await readText(path);
  const catalogue = await catalogueFor(text, path, folder);
  const { data } = readYaml(text, path);
  const known = { catalogue, policyLayers: policyLayersOf(data, cluster, preset) };
  if (fileKind(data) === 'cluster') return { ...ofConfig(parseConfig(text, catalogue, path, preset)), ...known };
  const { clusters } = await checkEnvironment(text, catalogue, path, now, preset);
  const only = clusters.length === 1 && cluster === undefined ? clusters[0] : undefined;
  const declared = only ?? clusters.find(({ id }) => id === cluster);
  if (declared !== undefined) return { ...declared, intervals: intervalsOf(declared, now), ...known };
  const ids = clusters.map(({ id }) => id);
  const hint = `it declares ${list(ids, Math.min(ids.length, 10))}`;
  if (cluster !== undefined) throw new UsageError(`${path} declares no cluster ${cluster}`, hint);
  throw new UsageError(`say with --cluster which cluster of ${path} is meant`, hint);
}

function ofConfig({ schedules, ...config }: Config): Omit<Declarations, 'catalogue' | 'policyLayers'> {
  const intervals = Object.entries(schedules).map(([kind, { intervalSeconds }]) => [kind, intervalSeconds]);
  return { ...config, intervals: Object.fromEntries(intervals) };
}
