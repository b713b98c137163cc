import { fail, pass, unknown } from '../../finding.ts';
import { missesOf } from '../../misses.ts';
import type { MissReason } from '../../observed.ts';
import { aclRuleFor } from '../../questions.ts';
import { defineRule } from '../../rule.ts';

/** Reasons that clear the permission: the server checks it before these, and of a command it lacks there is none. */
const permitted: readonly MissReason[] = ['unsupported', 'unparsable', 'loading', 'busy'];

export const rule = defineRule({
  id: 'auditor/permission-missing',
  title: "The auditor's user lacks permissions",
  severity: 'warning',
  perKind: true,
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  why:
    'The node refuses commands that enabled rules need, so those rules say nothing about it. ACL files often differ ' +
    'from node to node, and a new version of the auditor may ask for more than the last one.',
  fix: [
    "Add the rules that the finding names to the auditor's user on every node, for example",
    { run: "redis-cli -h {host} -p {port} ACL SETUSER auditor '+config|get'" },
    'and save them with ACL SAVE, or CONFIG REWRITE where users stand in the configuration file.',
    '`redis-auditor acl` prints the whole line for the enabled rules.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/'],
  check({ node, run }) {
    const misses = missesOf(run, node.nodeId);
    if (misses === undefined) return unknown('it did not answer');
    const denied = misses.filter(({ reason }) => reason === 'no-permission').map(({ fact }) => fact);
    if (denied.length === 0) {
      const unasked = misses.find(({ reason }) => !permitted.includes(reason));
      return unasked === undefined ? pass() : unknown(`${unasked.fact} could not be asked: ${unasked.reason}`);
    }
    const aclRules = [...new Set(denied.flatMap((fact) => aclRuleFor(fact).split(' ')))].sort();
    const commands = aclRules.map((rule) => rule.slice(1).replace('|', ' ').toUpperCase());
    const facts = denied.length === 1 ? '1 needed fact is' : `${denied.length} needed facts are`;
    return fail(`${facts} refused for want of ${aclRules.join(' ')}`, {
      commands,
      aclRules,
      facts: [...denied].sort(),
    });
  },
});
