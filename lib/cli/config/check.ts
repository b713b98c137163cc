import { ConfigError } from '../../config/config-error.ts';
import { enabledRules } from '../../config/effective.ts';
import { checkEnvironment } from '../../config/environment/load.ts';
import { fileKind } from '../../config/file-kind.ts';
import { parseConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { readText, readYaml } from '../../config/yaml-file.ts';
import { UsageError } from '../../core/errors.ts';
import type { Rule } from '../../core/rule.ts';
import { LocalRulesError } from '../../local-rules/local-rules-error.ts';
import { neutralText } from '../../report/neutral.ts';
import { count } from '../../report/words.ts';
import { catalogueFor } from '../catalogue.ts';
import { type CliIo, widthOf } from '../io.ts';
import { configPath } from './config-path.ts';
import { describeEnvironment } from './describe-environment.ts';
import { unseenInFile } from './unseen-in-file.ts';

/**
 * Tells what each file comes to.
 *
 * @param files paths, or names of environments: `prod` for `environments/prod.yaml`
 * @param folder of rules beside those that are built in; undefined leaves it to each file
 * @throws UsageError with everything that is wrong with any of them
 */
export async function checkFiles(files: readonly string[], io: CliIo, folder?: string): Promise<void> {
  const errors: (ConfigError | LocalRulesError)[] = [];
  for (const [index, file] of files.entries()) {
    try {
      const text = await described(configPath(file), io, folder);
      io.stdout(index > errors.length ? `\n${text}` : text);
    } catch (error) {
      if (!(error instanceof ConfigError || error instanceof LocalRulesError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length === 0) return;
  const hints = new Set(errors.map(({ hint }) => hint));
  // Two files may name the same rules.
  const messages = new Set(errors.map(({ message }) => message));
  throw new UsageError([...messages].join('\n'), [...hints].join('\n'));
}

async function described(file: string, io: CliIo, folder: string | undefined): Promise<string> {
  // Read once: it may come by a pipe.
  const text = await readText(file);
  const rules = await catalogueFor(text, file, folder);
  if (fileKind(readYaml(text, file).data) === 'cluster') return summary(file, parseConfig(text, rules, file), rules);
  const environment = await checkEnvironment(text, rules, file, io.now());
  const lines = describeEnvironment(environment, { file, now: io.now(), width: widthOf(io), rules });
  return `${lines.map(neutralText).join('\n')}\n`;
}

function summary(file: string, config: Config, rules: readonly Rule[]): string {
  const enabled = enabledRules(rules, config, 'full').length;
  const off = Object.entries(config.rules).flatMap(([id, setting]) =>
    setting.off === undefined ? [] : [`  off: ${id} (${setting.off})\n`],
  );
  const intervals = Object.entries(config.schedules).map(([kind, { intervalSeconds }]) => [kind, intervalSeconds]);
  const unseen = unseenInFile(rules, config, Object.fromEntries(intervals)).map((words) => `  ${words}\n`);
  const of = config.cluster === undefined ? '' : ` for cluster ${config.cluster.id}`;
  return `${file} is in order${of}: ${count(enabled, 'rule')} of ${rules.length} run\n${[...off, ...unseen].join('')}`;
}
