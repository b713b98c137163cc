import type { Command } from 'commander';
import { didYouMean } from '../config/did-you-mean.ts';
import { UsageError } from '../core/errors.ts';
import type { Rule } from '../core/rule.ts';
import { rules } from '../core/rules/index.ts';
import { table } from '../report/layout.ts';
import { count } from '../report/words.ts';
import { type Door, examples } from './command.ts';
import { exitCodes, widthOf } from './io.ts';
import { findRule } from './nearest.ts';
import { ruleText } from './rule-text.ts';

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
    .addHelpText('after', examples('rules list', 'rules list slowlog'))
    .action(
      does((area: string | undefined) => {
        io.stdout(ruleList(area));
        return exitCodes.fine;
      }),
    );
  command
    .command('explain')
    .summary('explain one rule')
    .description('Says what a rule looks at, why it matters, what to do, and what it cannot see.')
    .argument('<id>', 'rule, as aof/not-enabled or not-enabled')
    .addHelpText('after', examples('rules explain aof/not-enabled'))
    .action(
      does((id: string) => {
        io.stdout(ruleText(findRule(id, rules), widthOf(io)));
        return exitCodes.fine;
      }),
    );
}

function ruleList(area: string | undefined): string {
  const listed = area === undefined ? rules : ofArea(area);
  const rows = listed.map(({ id, severity, title }) => [id, severity, title]);
  return `${table(rows, ['left', 'left', 'left']).join('\n')}\n\n${count(listed.length, 'rule')}; more about one: redis-auditor rules explain ID\n`;
}

function ofArea(area: string): readonly Rule[] {
  const areas = [...new Set(rules.map((rule) => rule.area))];
  if (areas.includes(area)) return rules.filter((rule) => rule.area === area);
  throw new UsageError(
    `No rules are in an area called ${area}`,
    didYouMean(area, areas) || `there are ${areas.join(', ')}.`,
  );
}
