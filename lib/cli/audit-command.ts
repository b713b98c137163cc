import { type Command, Option } from 'commander';
import { auditKinds } from '../core/facts.ts';
import { severities } from '../core/finding.ts';
import type { AuditOptions, ReportFormat } from './audit/audit.ts';
import { presetOption, RULES_FLAG, RULES_MEANING } from './catalogue.ts';
import { type Door, examples } from './command.ts';
import { withConnectionOptions } from './connection-options.ts';
import { parseDuration } from './duration.ts';

const formats: readonly ReportFormat[] = ['text', 'json', 'markdown', 'junit'];

/** Times as they are named on the command line. */
interface Times {
  readonly timeout?: number;
  readonly deadline?: number;
  readonly watch?: number;
}

export function addAuditCommand(program: Command, door: Door): void {
  const command = program
    .command('audit')
    .summary('visit every node once and report what is wrong')
    .description(
      'Visits every node of the cluster that URL belongs to and reports what is wrong and what to do. It only reads: ' +
        'nothing is written, reset, or asked that grows with the number of keys.',
    )
    .argument('[url...]', 'redis://[user[:password]@]host:port or rediss://, one or more nodes of one cluster')
    .option('--config <file>', 'policy, rules and connection settings (see `config schema`)')
    .option(RULES_FLAG, RULES_MEANING)
    .addOption(presetOption())
    .option(
      '--store <place>',
      'keep facts, history and alerts in a directory or s3://BUCKET, compare with the last audit, and judge the copies there',
    )
    .addOption(new Option('--audit <kind>', 'what to look at').choices(auditKinds).default('full'))
    .addOption(new Option('--format <format>', 'how to report').choices(formats).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 for findings this bad or worse')
        .choices([...severities, 'none'])
        .default('warning'),
    )
    .option('--watch <time>', 'audit again and again, at this interval (60s, 5m, 1h)', parseDuration)
    .option('--deadline <seconds>', 'stop visiting after this time and report what was seen', parseDuration)
    .option('--no-color', 'no colours; NO_COLOR=1 does the same');
  withConnectionOptions(command)
    .addHelpText(
      'after',
      `${examples(
        'audit redis://10.0.0.1:6379',
        'audit rediss://ann@cache:6380 --cacert ca.pem --store history',
        'audit 127.0.0.1:7001 --watch 60s --audit latency',
        'audit 127.0.0.1:7001 --format junit --fail-on critical > a.xml',
      )}\nExit code: 0 nothing at or above --fail-on, 1 findings, 2 it could not audit.\n`,
    )
    .action(
      door.does(async (urls: readonly string[], { timeout, deadline, watch, ...options }: Times & AuditOptions) => {
        const { auditCommand } = await import('./audit/audit.ts');
        const times = {
          ...(timeout === undefined ? {} : { timeoutMs: timeout }),
          ...(deadline === undefined ? {} : { deadlineMs: deadline }),
          ...(watch === undefined ? {} : { watchMs: watch }),
        };
        return auditCommand(urls, { ...options, ...times }, door.io);
      }),
    );
}
