import { type StaleName, staleNames, tellsWhoIsGone } from '../../declared-names.ts';
import type { ProviderName } from '../../facts.ts';
import { fail, pass, unknown } from '../../finding.ts';
import { listNames } from '../../misses.ts';
import { defaultPolicy, type Policy } from '../../policy.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'auditor/policy-outdated',
  title: 'The configuration speaks of what is not there',
  severity: 'warning',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  optional: ['topology'],
  why:
    'It names a member or a shard that the cluster does not have any more, or asks for what this provider does not offer. ' +
    'That part of it does nothing: a window holds back nothing, a seed leads nowhere, a promise is kept by nobody.',
  fix: [
    'The evidence says where it stands and what it names. Who is there now:',
    { run: 'redis-cli -h {host} -p {port} CLUSTER NODES' },
    'Take it out of the configuration file, or put the member or the first slot of the shard in its place that it was ' +
      'meant for, and check the file: `redis-auditor config check FILE`.',
    'On a managed service persistence is a matter of the service: leave `policy.aof`, `policy.rdb` and `policy.backup` out.',
  ],
  links: [],
  limits:
    'Names are compared in cluster mode only. A seed that is a host name may lead to any member, so only an IP address ' +
    'counts. Silences are left out: they end by themselves. A part of the policy that says what is the default anyway ' +
    'cannot be told from one that is left out.',
  check({ policy, run, known, maybe }) {
    const unfit = run.provider === 'self-managed' ? [] : unfitParts(policy);
    const topology = run.mode === 'cluster' ? maybe('topology') : undefined;
    const canTell = topology !== undefined && tellsWhoIsGone(topology);
    const stale = canTell ? staleNames(run.declared, topology, known) : [];
    const words = [...stale.map(inWords), ...unfit.map((part) => unfitWords(part, run.provider))];
    if (words.length > 0) return fail(listNames(words), { stale: stale.map((each) => ({ ...each })), unfit });
    if (run.mode === 'cluster' && !canTell) return unknown('too few nodes told who belongs to the cluster');
    return pass();
  },
});

/** What no managed service lets anybody decide: AOF and save points are its own, and nobody may copy as a replica does. */
function unfitParts(policy: Policy): readonly string[] {
  const isDeclared = (part: 'aof' | 'rdb' | 'backup'): boolean =>
    JSON.stringify(policy[part]) !== JSON.stringify(defaultPolicy[part]);
  return (['aof', 'rdb', 'backup'] as const).filter(isDeclared).map((part) => `policy.${part}`);
}

function inWords({ where, name }: StaleName): string {
  return `${where} names ${name}, which the cluster does not have`;
}

function unfitWords(part: string, provider: ProviderName): string {
  return `${part} asks for what ${provider} does not offer`;
}
