/** What the file of a rule is written with: `import { defineRule, fail, pass } from 'redis-cluster-auditor/rules'`. */
export type { CommandStat, Connection, SlowlogReading } from './facts.ts';
export { fail, pass, passNarrowly, skip, unknown } from './finding.ts';
export { defineRule, numberOption } from './rule.ts';
