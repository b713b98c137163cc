import { describe, expect, test } from '@jest/globals';
import { failed, type Observed, unsupported } from '../../../../lib/core/observed.ts';
import { rule } from '../../../../lib/core/rules/auditor/permission-missing.ts';
import { clusterFacts, type NodeChange } from '../../../builders/facts.ts';
import { ruleThatNeeds, verdictBeside } from '../../../builders/needed.ts';
import { silent } from '../../../builders/silent.ts';

const other = ruleThatNeeds(['config.save', 'config.appendfsync', 'latency', 'info.server.run_id']);

const judged = (change: NodeChange) => verdictBeside(rule, other, clusterFacts({ nodes: { 7001: change } }), 7001);

const refused = (command: string): Observed<never> =>
  failed('no-permission', `NOPERM this user has no permissions to run the '${command}' command`);

describe('auditor/permission-missing', () => {
  test('passes where every needed fact may be read', () => {
    expect(judged({})).toMatchObject({ status: 'pass' });
  });

  test('fails where a command is refused, with the command and the ACL rule to add', () => {
    expect(judged({ noConfig: refused('config|get') })).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: '2 needed facts are refused for want of +config|get',
      evidence: {
        commands: ['CONFIG GET'],
        aclRules: ['+config|get'],
        facts: ['config.appendfsync', 'config.save'],
      },
    });
  });

  test('names every rule once when several are missing', () => {
    const change = { noConfig: refused('config|get'), noInfo: refused('info'), latency: refused('latency|latest') };
    expect(judged(change)).toMatchObject({
      message: '4 needed facts are refused for want of +config|get +info +latency|history +latency|latest',
      evidence: { commands: ['CONFIG GET', 'INFO', 'LATENCY HISTORY', 'LATENCY LATEST'] },
    });
  });

  test('passes over what is refused and not needed', () => {
    expect(judged({ aclDefault: refused('acl|getuser') })).toMatchObject({ status: 'pass' });
  });

  test.each<[string, Observed<never>]>([
    ['a command that the server does not have', unsupported("ERR unknown command 'CONFIG'")],
    ['a command that a running script keeps waiting', failed('busy', 'BUSY Redis is busy running a script.')],
  ])('passes over %s: the permission is there, or of no use', (_, noConfig) => {
    expect(judged({ noConfig })).toMatchObject({ status: 'pass' });
  });

  test.each(['auth', 'timeout'] as const)('is unknown where a command was not tried because of %s', (reason) => {
    expect(judged({ noConfig: failed(reason, '') })).toMatchObject({ status: 'unknown' });
  });

  test('is unknown for a node that does not answer', () => {
    expect(judged(silent)).toMatchObject({ status: 'unknown', message: 'it did not answer' });
  });
});
