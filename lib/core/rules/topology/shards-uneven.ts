import { formatBytes } from '../../byte-size.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, type MemberReader, numberOption } from '../../rule.ts';
import { countSlots } from '../../slots.ts';

const MIB = 2 ** 20;

export const rule = defineRule({
  id: 'topology/shards-uneven',
  title: 'The load is spread unevenly over the shards',
  severity: 'info',
  scope: 'cluster',
  role: 'primary',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  needs: ['topology', 'info.memory.used_memory_dataset'],
  options: { failAboveRatio: numberOption(1.5, { min: 1 }), minMiB: numberOption(512) },
  optionDocs: {
    failAboveRatio: 'Times the mean that a shard may have, of slots or of data',
    minMiB: 'Mebibytes that the dataset of a shard must have for its size to be judged',
  },
  why:
    'The largest shard is the first to run out of memory, and decides how long saves, syncs and restarts take. A primary ' +
    'without slots serves nobody, and votes all the same.',
  fix: [
    { run: 'redis-cli --cluster check {host}:{port}' },
    'Move slots to the shards that have fewer; it moves keys, so choose a quiet hour:',
    { run: 'redis-cli --cluster rebalance {host}:{port} --cluster-use-empty-masters' },
    'If slots are even and data is not, single keys are large, or a hash tag puts too much into one slot.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  limits: 'Large keys are not looked for: it reads no key.',
  check({ fact, members, options }) {
    const { shards, members: all } = fact('topology');
    const empty = all.filter(({ role, shard, markedFailed }) => role === 'primary' && !shard && !markedFailed);
    const owners = shards.map(({ primary, slots }) => ({ nodeId: primary, amount: countSlots(slots) }));
    const sizes = members.filter(({ node }) => node.shard !== undefined).map(sizeOf);
    const addressOf = (nodeId: string): string => all.find((each) => each.nodeId === nodeId)?.address ?? nodeId;
    const manySlots = aboveMean(owners, options.failAboveRatio);
    const muchData = aboveMean(sizes, options.failAboveRatio).filter(({ amount }) => amount > options.minMiB * MIB);
    const problems = [
      ...empty.map(({ address }) => `${address} owns no slots`),
      ...manySlots.map(({ nodeId, amount, mean }) => `${addressOf(nodeId)} owns ${amount} slots, the mean is ${mean}`),
      ...muchData.map(
        ({ nodeId, amount, mean }) =>
          `${addressOf(nodeId)} holds ${formatBytes(amount)}, the mean is ${formatBytes(mean)}`,
      ),
    ];
    const evidence = { primaries: owners.length, withoutSlots: empty.map(({ address }) => address) };
    return problems.length === 0 ? pass(evidence) : fail(problems.join('; '), { ...evidence, problems });
  },
});

function sizeOf({ node, fact }: MemberReader<'info.memory.used_memory_dataset', never, never, never>) {
  return { nodeId: node.nodeId, amount: fact('info.memory.used_memory_dataset') };
}

function aboveMean(all: readonly { readonly nodeId: string; readonly amount: number }[], ratio: number) {
  const mean = Math.round(all.reduce((sum, { amount }) => sum + amount, 0) / Math.max(all.length, 1));
  return all.filter(({ amount }) => amount > mean * ratio).map((each) => ({ ...each, mean }));
}
