/** A directive that every server has, so that what is begun with passes and fails somewhere. */
const need = 'config.cluster-node-timeout';

/** The file of a rule as it is begun: it judges one setting, and says in each text what belongs there. */
export function ruleTemplate(id: string, imports: readonly string[]): string {
  return `${imports.join('\n')}

export const rule = defineRule({
  id: '${id}',
  title: '${titleOf(id)}',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['${need}'],
  options: { failAboveMs: numberOption(15_000) },
  optionDocs: { failAboveMs: 'longest timeout that is fine, ms' },
  why: 'What happens to people and data when this stays, told to somebody who was just woken.',
  fix: [
    'What to do, in sentences, with commands to paste:',
    { run: 'redis-cli -h {host} -p {port} CONFIG GET cluster-node-timeout' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  check({ fact, options }) {
    const timeoutMs = Number(fact('${need}'));
    const evidence = { timeoutMs, failAboveMs: options.failAboveMs };
    if (timeoutMs <= options.failAboveMs) return pass(evidence);
    return fail(\`the node timeout is \${timeoutMs} ms, above \${options.failAboveMs} ms\`, evidence);
  },
});
`;
}

/** Its test: a pass, a fail and an unknown, each as a sentence. @param places of the rule, of the core and of the builders */
export function testTemplate(id: string, places: TestPlaces): string {
  return `import { describe, expect, test } from '@jest/globals';
import { failed } from '${places.core}/observed.ts';
import { clusterFacts } from '${places.builders}/facts.ts';
import { verdict } from '${places.builders}/verdict.ts';
import { rule } from '${places.rule}';

describe('${id}', () => {
  const timeouts = clusterFacts({
    nodes: { 7001: { config: { 'cluster-node-timeout': '15001' } }, 7002: { config: { 'cluster-node-timeout': '15000' } } },
  });

  test('passes up to the limit', () => {
    expect(verdict(rule, { now: timeouts }, 7002)).toMatchObject({ status: 'pass' });
  });

  test('fails above it, with both numbers', () => {
    expect(verdict(rule, { now: timeouts }, 7001)).toMatchObject({
      status: 'fail',
      evidence: { timeoutMs: 15_001, failAboveMs: 15_000 },
    });
  });

  test('is unknown where the setting could not be read', () => {
    const now = clusterFacts({ nodes: { 7001: { noConfig: failed('no-permission', 'CONFIG GET is not allowed') } } });
    expect(verdict(rule, { now }, 7001)).toMatchObject({ status: 'unknown', missing: [{ fact: '${need}' }] });
  });
});
`;
}

/** As a module is named in the test. */
export interface TestPlaces {
  readonly rule: string;
  readonly core: string;
  readonly builders: string;
}

/** `local-topology/failover-slow` → `Failover slow` */
function titleOf(id: string): string {
  const words = (id.split('/')[1] ?? '').replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
