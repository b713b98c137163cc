import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { RULES_FLAG, RULES_MEANING } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import { exitCodes } from './io.ts';

export function addConfigCommand(program: Command, { io, does }: Door): void {
  const command = program
    .command('config')
    .summary('check configuration files, or print their schema')
    .description('Checks files for one cluster or for an environment, or prints the schema of such files.')
    .addHelpText('after', examples('config check cluster.yaml', 'config schema > config.schema.json'));
  command
    .command('check')
    .summary('check configuration files')
    .description(
      'Reads configuration files and tells everything that is wrong with them, with line numbers. Of an environment ' +
        'that is in order it tells what will be deployed, and the estimated monthly bill.',
    )
    .argument('<file...>', 'YAML files for one cluster or an environment; prod is short for environments/prod.yaml')
    .option(RULES_FLAG, RULES_MEANING)
    .addHelpText('after', examples('config check cluster.yaml', 'config check prod staging'))
    .action(
      does(async (files: readonly string[], { rules }: { readonly rules?: string }) => {
        // Only this command reckons with schedules: the others need not wait until all of that is read.
        const { checkFiles } = await import('./config/check.ts');
        await checkFiles(files, io, rules);
        return exitCodes.fine;
      }),
    );
  command
    .command('schema')
    .summary('print the JSON Schema of configuration files')
    .description('Prints the JSON Schema of configuration files, for an editor.')
    .option('--environment', 'of files for an environment instead of one cluster')
    .addHelpText('after', examples('config schema > config.schema.json', 'config schema --environment'))
    .action(
      does(async ({ environment = false }: { readonly environment?: boolean }) => {
        // Generated with the rules and held fresh by `npm run generate:check`.
        const name = environment ? 'environment' : 'config';
        io.stdout(await readFile(new URL(`../../docs/${name}.schema.json`, import.meta.url), 'utf8'));
        return exitCodes.fine;
      }),
    );
}
