import { intervalsOf } from '../../config/environment/deploy-cluster.ts';
import { checkEnvironment } from '../../config/environment/load.ts';
import { fileKind } from '../../config/file-kind.ts';
import { defaultConfig, parseConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { readText, readYaml } from '../../config/yaml-file.ts';
import type { Intervals } from '../../core/audit-order.ts';
import { UsageError } from '../../core/errors.ts';
import { rules } from '../../core/rules/index.ts';
import { list } from '../../report/words.ts';
import { configPath } from './config-path.ts';

/** By what a cluster is judged. */
export interface Declarations extends Pick<Config, 'rules' | 'policy' | 'alerting' | 'maintenance'> {
  readonly intervals: Intervals;
}

/**
 * What a file declares for a cluster; without one, what applies by default.
 *
 * @param cluster its id; undefined for the only one that an environment declares
 * @param file a configuration file, an environment file, or the name of an environment: `prod` for environments/prod.yaml
 * @throws UsageError, ConfigError
 */
export async function declarationsFor(
  cluster: string | undefined,
  file: string | undefined,
  now: number,
): Promise<Declarations> {
  if (file === undefined) return ofConfig(defaultConfig(rules));
  const path = configPath(file);
  // Read once: it may come by a pipe.
  const text = await readText(path);
  if (fileKind(readYaml(text, path).data) === 'cluster') return ofConfig(parseConfig(text, rules, path));
  const { clusters } = await checkEnvironment(text, rules, path, now);
  const only = clusters.length === 1 && cluster === undefined ? clusters[0] : undefined;
  const declared = only ?? clusters.find(({ id }) => id === cluster);
  if (declared !== undefined) return { ...declared, intervals: intervalsOf(declared, now) };
  const ids = clusters.map(({ id }) => id);
  const hint = `it declares ${list(ids, Math.min(ids.length, 10))}`;
  if (cluster !== undefined) throw new UsageError(`${path} declares no cluster ${cluster}`, hint);
  throw new UsageError(`say with --cluster which cluster of ${path} is meant`, hint);
}

function ofConfig({ schedules, ...config }: Config): Declarations {
  const intervals = Object.entries(schedules).map(([kind, { intervalSeconds }]) => [kind, intervalSeconds]);
  return { ...config, intervals: Object.fromEntries(intervals) };
}
