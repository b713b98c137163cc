import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { enabledRules } from '../config/effective.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { rules } from '../core/rules/index.ts';
import { count } from '../report/words.ts';
import { type Door, examples } from './command.ts';
import { exitCodes } from './io.ts';

export function addConfigCommand(program: Command, { io, does }: Door): void {
  const command = program
    .command('config')
    .summary('check a configuration file, or print its schema')
    .description('Checks a configuration file, or prints the schema of such files.')
    .addHelpText('after', examples('config check cluster.yaml', 'config schema > config.schema.json'));
  command
    .command('check')
    .summary('check a configuration file')
    .description('Reads a configuration file and tells everything that is wrong with it, with line numbers.')
    .argument('<file>', 'YAML file for one cluster')
    .addHelpText('after', examples('config check cluster.yaml'))
    .action(
      does(async (file: string) => {
        io.stdout(summary(file, await loadConfig(file, rules)));
        return exitCodes.fine;
      }),
    );
  command
    .command('schema')
    .summary('print the JSON Schema of configuration files')
    .description('Prints the JSON Schema of configuration files, for an editor.')
    .addHelpText('after', examples('config schema > config.schema.json'))
    .action(
      does(async () => {
        // Generated with the rules and held fresh by `npm run generate:check`.
        io.stdout(await readFile(new URL('../../docs/config.schema.json', import.meta.url), 'utf8'));
        return exitCodes.fine;
      }),
    );
}

function summary(file: string, config: Config): string {
  const enabled = enabledRules(rules, config, 'full').length;
  const off = Object.entries(config.rules).flatMap(([id, setting]) =>
    setting.off === undefined ? [] : [`  off: ${id} (${setting.off})\n`],
  );
  const of = config.cluster === undefined ? '' : ` for cluster ${config.cluster.id}`;
  return `${file} is in order${of}: ${count(enabled, 'rule')} of ${rules.length} run\n${off.join('')}`;
}
