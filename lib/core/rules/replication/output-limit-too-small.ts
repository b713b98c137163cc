import { fail, pass, unknown } from '../../finding.ts';
import { hardLimitInForce, replicaLimit } from '../../output-limit.ts';
import { defineRule, numberOption } from '../../rule.ts';

const MIB = 2 ** 20;

export const rule = defineRule({
  id: 'replication/output-limit-too-small',
  title: 'The output limit for replicas is too small',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache'],
  needs: ['config.client-output-buffer-limit', 'config.repl-backlog-size', 'info.server.version'],
  options: { minHardMiB: numberOption(64), minSoftMiB: numberOption(16) },
  optionDocs: {
    minHardMiB: 'Mebibytes that the hard limit of class `replica` must allow at least; a limit of 0 is none',
    minSoftMiB: 'Mebibytes that the soft limit of class `replica` must allow at least; a limit of 0 is none',
  },
  why:
    'While a replica copies the dataset, new writes wait for it in an output buffer on the primary. A buffer past its ' +
    'limit costs the replica its connection: it starts again from nothing, and may never finish while writes go on.',
  fix: [
    { run: "redis-cli -h {host} -p {port} CONFIG SET client-output-buffer-limit 'replica 256mb 64mb 60'" },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'Do it on every node: any replica may be the primary tomorrow. The memory comes on top of the dataset.',
  ],
  remedy: () => 'what waits in the buffers takes memory beside the dataset, so look first how much is left',
  links: [
    'https://redis.io/docs/latest/develop/reference/clients/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/replication/',
  ],
  limits:
    'The limits are fixed; how much really waits during a sync depends on the write rate and on how long it takes.',
  check({ fact, options }) {
    const limit = replicaLimit(fact('config.client-output-buffer-limit'));
    if (limit === undefined) return unknown('client-output-buffer-limit has no class replica');
    const backlogBytes = Number(fact('config.repl-backlog-size'));
    const effectiveHardBytes = hardLimitInForce(limit, backlogBytes, fact('info.server.version'));
    const problems = [
      ...tooSmall('hard limit', effectiveHardBytes, options.minHardMiB),
      ...tooSmall('soft limit', limit.softBytes, options.minSoftMiB),
      ...(effectiveHardBytes > 0 && effectiveHardBytes < backlogBytes
        ? [`hard limit ${mib(effectiveHardBytes)}, below the backlog's ${mib(backlogBytes)}`]
        : []),
    ];
    const evidence = { ...limit, effectiveHardBytes, backlogBytes };
    return problems.length === 0 ? pass(evidence) : fail(`for replicas: ${problems.join('; ')}`, evidence);
  },
});

function tooSmall(name: string, bytes: number, minMiB: number): readonly string[] {
  return bytes > 0 && bytes < minMiB * MIB ? [`${name} ${mib(bytes)}, below ${minMiB} MiB`] : [];
}

function mib(bytes: number): string {
  return `${Math.round((bytes / MIB) * 100) / 100} MiB`;
}
