import { pass } from '../../lib/core/finding.ts';
import { defineRule, numberOption, type Rule } from '../../lib/core/rule.ts';

function rule(id: string, more: { readonly options?: boolean } = {}): Rule {
  return defineRule({
    id,
    title: `Title of ${id}`,
    severity: 'warning',
    scope: 'node',
    providers: ['self-managed'],
    why: 'Why.',
    fix: [],
    links: [],
    ...(more.options === true
      ? {
          options: { failAboveMs: numberOption(100), samples: numberOption(20, { min: 1, integer: true }) },
          optionDocs: { failAboveMs: 'Milliseconds accepted', samples: 'PINGs sent' },
        }
      : {}),
    check: () => pass(),
  });
}

/** One rule or two of each area: enough for a configuration to speak about. */
export const someRules: readonly Rule[] = [
  rule('aof/not-enabled'),
  rule('aof/write-failed'),
  rule('auditor/run-missed'),
  rule('backup/none-declared'),
  rule('commands/flush-used'),
  rule('config/change-not-saved'),
  rule('latency/round-trip-slow', { options: true }),
  rule('persistence/loss-window-too-long'),
  rule('rdb/last-save-failed'),
  rule('replication/link-down'),
  rule('slowlog/off'),
  rule('topology/node-unreachable'),
  rule('topology/slot-uncovered'),
];
