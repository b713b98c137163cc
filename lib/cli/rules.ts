import type { Command } from 'commander';
import { didYouMean } from '../config/did-you-mean.ts';
import { UsageError } from '../core/errors.ts';
import type { Rule } from '../core/rule.ts';
import { table } from '../report/layout.ts';
import { neutralText } from '../report/neutral.ts';
import { count } from '../report/words.ts';
import { type Chosen, catalogueOf, presetOption, RULES_FLAG } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import type { Declarations } from './config/declarations.ts';
import { type CliIo, exitCodes, widthOf } from './io.ts';
import { findRule } from './nearest.ts';
import { policyWords, settingWords } from './rule-settings.ts';
import { ruleText, type ShownSettings } from './rule-text.ts';

export function addRulesCommand(program: Command, { io, does }: Door): void {
  const command = program
    .command('rules')
    .summary('list the rules, or explain one')
    .description('Lists the rules that audits judge by, or explains one of them.')
    .addHelpText('after', examples('rules', 'rules explain aof/not-enabled'));
  command
    .command('list', { isDefault: true })
    .summary('list all rules')
    .description('Lists all rules: id, severity, and the problem each one finds.')
    .argument('[area]', 'only this area: aof, latency, topology …')
    .option('--config <file>', 'show what this file says of them: a configuration, an environment, or its name')
    .option('--cluster <id>', 'which cluster of an environment')
    .option(RULES_FLAG, 'list the rules in this folder too')
    .addHelpText('after', examples('rules list', 'rules list slowlog', 'rules list --config prod --cluster shop'))
    .action(
      does(async (area: string | undefined, options: SettingsOptions) => {
        const { catalogue, settings } = await settingsFrom(options, io);
        io.stdout(ruleList(area, catalogue, settings));
        return exitCodes.fine;
      }),
    );
  command
    .command('explain')
    .summary('explain one rule')
    .description('Says what a rule looks at, why it matters, what to do, and what it cannot see.')
    .argument('<id>', 'rule, as aof/not-enabled or not-enabled')
    .option('--config <file>', 'with what this file says of it: a configuration, an environment, or its name')
    .option('--cluster <id>', 'which cluster of an environment')
    .option(RULES_FLAG, 'folder of your own rules, to explain one of them')
    .addOption(presetOption())
    .addHelpText('after', examples('rules explain aof/not-enabled'))
    .action(
      does(async (id: string, options: SettingsOptions) => {
        const { catalogue, settings } = await settingsFrom(options, io);
        const rule = findRule(id, catalogue);
        io.stdout(ruleText(rule, widthOf(io), settings && shown(rule, settings)));
        return exitCodes.fine;
      }),
    );
}

interface SettingsOptions extends Chosen {
  readonly config?: string;
  readonly cluster?: string;
}

interface FileSettings {
  readonly file: string;
  readonly rules: Declarations['rules'];
  /** Each setting of the policy, with where it comes from. */
  readonly policy: readonly string[];
}

/** Every rule there is, and what the file says of them, if there is one. @throws UsageError, ConfigError, LocalRulesError */
async function settingsFrom(
  { config, cluster, ...chosen }: SettingsOptions,
  io: CliIo,
): Promise<{ readonly catalogue: readonly Rule[]; readonly settings?: FileSettings }> {
  if (config === undefined && cluster !== undefined)
    throw new UsageError('--cluster says which cluster of a file is meant', 'name the file with --config');
  if (config === undefined && chosen.preset === undefined) return { catalogue: await catalogueOf(chosen.rules) };
  const { declarationsFor } = await import('./config/declarations.ts');
  const { rules, catalogue, policy, policyLayers } = await declarationsFor(cluster, config, io.now(), chosen);
  const file = config ?? `--preset ${chosen.preset}`;
  return { catalogue, settings: { file, rules, policy: policyWords(policy, policyLayers) } };
}

function shown(rule: Rule, settings: FileSettings): ShownSettings {
  const policy = settings.policy.map(neutralText);
  return { file: settings.file, words: wordsOf(rule, settings), policy };
}

function wordsOf(rule: Rule, { rules: settings }: FileSettings): readonly string[] {
  return settingWords(rule, settings[rule.id]).map(neutralText);
}

function ruleList(area: string | undefined, rules: readonly Rule[], settings: FileSettings | undefined): string {
  const listed = area === undefined ? rules : ofArea(area, rules);
  const rows = listed.flatMap((rule) => {
    const words = settings === undefined ? [] : wordsOf(rule, settings);
    const severity = settings?.rules[rule.id]?.severity ?? rule.severity;
    return [
      [rule.id, settings?.rules[rule.id]?.off === undefined ? severity : 'off', rule.title],
      ...words.map((each) => ['', '', `  ${each}`]),
    ];
  });
  const by = settings === undefined ? '' : `, as ${neutralText(settings.file)} has them`;
  return `${table(rows, ['left', 'left', 'left']).join('\n')}\n\n${count(listed.length, 'rule')}${by}; more about one: redis-auditor rules explain ID\n`;
}

function ofArea(area: string, rules: readonly Rule[]): readonly Rule[] {
  const areas = [...new Set(rules.map((rule) => rule.area))];
  if (areas.includes(area)) return rules.filter((rule) => rule.area === area);
  throw new UsageError(
    `No rules are in an area called ${area}`,
    didYouMean(area, areas) || `there are ${areas.join(', ')}.`,
  );
}
