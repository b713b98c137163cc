import { fail, pass, skip } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/keys-in-foreign-slots',
  title: 'The node holds keys of slots that are not its own',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  modes: ['cluster'],
  role: 'primary',
  needs: ['slot-stats', 'nodes'],
  skipUnsupported: true,
  failureThreshold: 2,
  options: { failAboveKeys: numberOption(0) },
  optionDocs: { failAboveKeys: 'keys outside of its own slots that are accepted' },
  why:
    'A reshard was broken off, or a slot was given away without its keys. Nobody can reach them: clients are sent to the ' +
    'owner of the slot, which does not have them. They take memory, and if the slot ever comes back, so do they, as old as ' +
    'they are.',
  fix: [
    { run: 'redis-cli --cluster check {host}:{port}' },
    'Find the slots: `CLUSTER COUNTKEYSINSLOT` on this node, for slots of others. Move the keys that are still wanted to the ' +
      'owner, as a reshard of that slot does, and delete the others.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  limits: 'From Valkey 8.0 and Redis 8.2. A node with an open slot is not judged: a reshard is at work there.',
  check({ fact, options }) {
    const { openSlots } = fact('nodes');
    if (openSlots.length > 0) return skip('a slot is open: a reshard is at work, or topology/slot-left-open says so');
    const { keys, keysInOwnSlots, slots } = fact('slot-stats');
    const foreign = keys - keysInOwnSlots;
    const evidence = { keys, keysInOwnSlots, slots };
    if (foreign <= options.failAboveKeys) return pass(evidence);
    return fail(`${foreign} of its ${keys} keys are in slots of others (limit ${options.failAboveKeys})`, evidence);
  },
});
