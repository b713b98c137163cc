import { environmentJsonSchema } from '../../lib/config/environment/json-schema.ts';
import { configJsonSchema } from '../../lib/config/json-schema.ts';
import type { Rule } from '../../lib/core/rule.ts';
import type { RulesSeen } from '../../test/harness/rules-seen-record.ts';
import { aclPage } from './acl-page.ts';
import { historyTablesPage } from './history-tables-page.ts';
import { permissionsPage } from './permissions-page.ts';
import { ruleIndex, ruleTable } from './rule-index.ts';
import { rulePage } from './rule-page.ts';

/** Everything that follows from the rules, from what was seen of them on real servers, from what the functions are allowed, and from the tables of the history: path from the root of the project → text. Source code still has to be formatted. */
export function outputs(rules: readonly Rule[], seen: RulesSeen): ReadonlyMap<string, string> {
  return new Map([
    ['lib/core/rules/index.ts', ruleIndex(rules)],
    ['docs/rules/README.md', ruleTable(rules, seen)],
    ...rules.map((rule): [string, string] => [`docs/rules/${rule.id}.md`, rulePage(rule, seen[rule.id]?.finding)]),
    ['docs/acl.md', aclPage(rules)],
    ['docs/permissions.md', permissionsPage()],
    ['docs/history-tables.md', historyTablesPage()],
    ['docs/config.schema.json', `${JSON.stringify(configJsonSchema(rules), null, 2)}\n`],
    ['docs/environment.schema.json', `${JSON.stringify(environmentJsonSchema(rules), null, 2)}\n`],
  ]);
}
