import type { CopiesReading } from '../../backup/copies.ts';
import { offHostCopy } from '../../backup/off-host-copies.ts';
import { type Evidence, fail, skip, unknown } from '../../finding.ts';
import type { LossEstimate } from '../../loss-estimate.ts';
import { lossFacts, lossInputs, lossNeeds } from '../../loss-readings.ts';
import { comparableSeconds } from '../../loss-rows.ts';
import { lossWindow } from '../../loss-window.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { ok } from '../../observed.ts';
import { defineRule } from '../../rule.ts';
import type { Shard } from '../../topology.ts';

export const rule = defineRule({
  id: 'persistence/loss-window-too-long',
  title: 'A failure may lose more writes than the policy allows',
  severity: 'warning',
  scope: 'shard',
  coverage: 'reachable',
  providers: ['self-managed'],
  needs: lossNeeds,
  optional: [...lossFacts, 'copies'],
  options: { clearBelowShare },
  optionDocs: { clearBelowShare: `of policy.maxLossSeconds, and for a failover only: ${clearBelowShareDoc}` },
  why:
    'If the host of this primary fails, or a replica takes over, more seconds of writes that clients were told are done ' +
    'can be gone than the team has declared acceptable. The message names the setting or the reading that decides it.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CONFIG GET append* save no-appendfsync-on-rewrite' },
    'With save points only: switch the AOF on with `appendonly yes` and `appendfsync everysec`, on every member of the shard.',
    'If a replica is behind, see what slows it: its host, the network, or a burst of writes.',
    { run: 'redis-cli -h {host} -p {port} INFO replication' },
    'If this loss is acceptable, declare it as `policy.maxLossSeconds`.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/replication/',
  ],
  limits:
    'It judges the loss of the host and a failover; the command `rpo` shows the other ways of failing too. How far a ' +
    'replica is behind is a sample, and in seconds it is measured by the mean write rate since the last audit: a burst ' +
    'at that moment counts for too much, one just before a failure for too little. How long slow fsyncs take is known as ' +
    'a lower bound only.',
  check({ primary, members, shard, policy, options, maybe }) {
    if (policy.persistence === 'none') return skip('policy.persistence is none: the data may vanish');
    if (primary === undefined) return unknown('its primary could not be read');
    if (!primary.fact('info.persistence.aof_enabled') && primary.fact('config.save') === '')
      return skip('its primary persists nothing: persistence/primary-restarts-empty says so');
    const replicas = members.filter((member) => member !== primary);
    const { kernelFlushSeconds } = policy;
    const inputs = lossInputs(primary, replicas, { kernelFlushSeconds, replicaCount: shard.replicas.length });
    const { hostLoss, failover } = lossWindow(inputs);
    const limit = policy.maxLossSeconds;
    const copy = offHostEvidence(maybe('copies'), shard);
    const evidence = { ...show('hostLoss', hostLoss), ...show('failover', failover), maxLossSeconds: limit, ...copy };
    const failures = [
      { name: 'the loss of its host', estimate: hostLoss },
      ...(failover === null ? [] : [{ name: 'a failover', estimate: failover }]),
    ].sort((a, b) => comparableSeconds(b.estimate) - comparableSeconds(a.estimate));
    const worst = failures.find(({ estimate }) => comparableSeconds(estimate) > limit);
    if (worst !== undefined) {
      const { name, estimate } = worst;
      return fail(`${name} may take ${inWords(estimate)} (${estimate.decidedBy}), more than ${limit} s`, evidence);
    }
    const missing = failures.flatMap(({ estimate }) => estimate.missing);
    if (missing.length > 0) return unknown(`it depends on ${missing.join(' and ')}`, evidence);
    return passWithin(hovering(failover, limit), options.clearBelowShare, evidence);
  },
});

/** What could be gone back to when the loss has happened; nothing where no store was looked into. */
function offHostEvidence(copies: CopiesReading | undefined, shard: Shard): Evidence {
  const copy = copies === undefined ? undefined : offHostCopy(ok(copies), shard);
  if (copy === undefined) return {};
  return { offHostCopySeconds: copy?.ageSeconds ?? null, offHostCopyCertainty: copy?.certainty ?? 'there is none' };
}

/** How far a replica is behind is measured anew each time; what a host loses follows from settings, and does not hover. */
function hovering(failover: LossEstimate | null, limit: number): Parameters<typeof passWithin>[0] {
  if (failover === null) return [];
  return [{ value: comparableSeconds(failover), limit, words: `a failover that may take ${inWords(failover)}` }];
}

function inWords({ seconds, atLeast }: LossEstimate): string {
  if (typeof seconds !== 'number') return 'acknowledged writes without bound';
  return `${atLeast ? 'at least ' : ''}${rounded(seconds)} s of acknowledged writes`;
}

function show(name: 'hostLoss' | 'failover', estimate: LossEstimate | null): Evidence {
  if (estimate === null) return { [`${name}Seconds`]: null };
  const { seconds, atLeast, decidedBy, certainty } = estimate;
  return {
    [`${name}Seconds`]: typeof seconds === 'number' ? rounded(seconds) : seconds,
    [`${name}AtLeast`]: atLeast,
    [`${name}DecidedBy`]: decidedBy,
    [`${name}Certainty`]: certainty,
  };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
