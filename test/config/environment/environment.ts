import { ConfigError } from '../../../lib/config/config-error.ts';
import { parseEnvironment } from '../../../lib/config/environment/load.ts';
import type { Environment } from '../../../lib/config/environment/schema.ts';
import { someRules } from '../rules.ts';

/** 2026-11-27, a Friday. */
export const now = Date.UTC(2026, 10, 27);

/** Everything but clusters, three lines. */
export const head = 'alerts: {email: [a@example.com]}\nwatchdog: {email: [b@example.com]}\nclusters:\n';

/** The least cluster there is, on line 4 and 5 behind {@link head}; more lines may follow, indented by four. */
export const cluster = '  - id: shop\n    seeds: [10.0.0.1:6379]\n';

/** A network in which nothing is wrong, as a value. */
export const network =
  '{vpcId: vpc-0a1b2c3d, availabilityZones: [eu-west-1a], subnetIds: [subnet-0a1b2c3d], routeTableIds: [rtb-0a1b2c3d]}';

export function parse(text: string): Environment {
  return parseEnvironment(text, someRules, 'prod.yaml', now);
}

/** One cluster with more lines, which stand from line 6 on. */
export function withCluster(lines: string): string {
  return `${head}${cluster}${lines.replace(/^/gm, '    ')}\n`;
}

/** Problems as `line path: message; hint`; none when it is in order. */
export function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    return wordsOf(error);
  }
  return [];
}

export function wordsOf(error: unknown): readonly string[] {
  if (!(error instanceof ConfigError)) throw error;
  return error.problems.map(
    ({ line, path, message, hint }) => `${line ?? '-'} ${path}: ${message}${hint === '' ? '' : `; ${hint}`}`,
  );
}

export function problems(text: string): readonly string[] {
  return problemsOf(() => parse(text));
}
