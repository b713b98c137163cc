import type { BaselineNode } from '../baseline.ts';
import { directives } from '../fact-names.ts';
import type { NodeFacts } from '../facts.ts';
import type { Snapshot } from './snapshot.ts';

/** One setting of one node that is another one now. Only settings that hold no secret are ever read. */
export interface SettingChange {
  readonly nodeId: string;
  readonly address: string;
  /** A directive of the configuration, or `version`, `aof`, `replica-priority` as INFO tells them. */
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** A node whose settings could not be compared, and why not. */
export interface NotCompared {
  readonly address: string;
  readonly reason: string;
}

export interface SettingsDiff {
  readonly changes: readonly SettingChange[];
  /** Nodes of which one of the two readings is not there: nobody knows whether anything changed. */
  readonly notCompared: readonly NotCompared[];
}

/** Compares what both readings tell; a setting that one of them was not asked for is left out. */
export function diffSettings(before: Snapshot, after: Snapshot): SettingsDiff {
  const members = after.topology?.members ?? Object.values(after.nodes).map(({ facts }) => facts);
  const pairs = members.map(({ nodeId, address }) => ({
    address,
    earlier: before.nodes[nodeId],
    later: after.nodes[nodeId],
    isNew: before.topology !== null && !before.topology.members.some((member) => member.nodeId === nodeId),
  }));
  return {
    changes: pairs.flatMap(({ earlier, later }) =>
      earlier === undefined || later === undefined ? [] : changesOf(earlier, later),
    ),
    notCompared: pairs.flatMap(({ address, earlier, later, isNew }) => {
      const reason = isNew ? undefined : whyNot(earlier, later);
      return reason === undefined ? [] : [{ address, reason }];
    }),
  };
}

function whyNot(then: BaselineNode | undefined, now: BaselineNode | undefined): string | undefined {
  if (now === undefined) return 'it did not answer in the later audits';
  if (then === undefined) return 'it did not answer in the earlier audits';
  if (now.facts.config.state !== 'ok') return 'its configuration was not read in the later audits';
  return then.facts.config.state === 'ok' ? undefined : 'its configuration was not read in the earlier audits';
}

function changesOf(then: BaselineNode, now: BaselineNode): readonly SettingChange[] {
  const [earlier, later] = [settingsOf(then.facts), settingsOf(now.facts)];
  const { nodeId, address } = now.facts;
  return [...later].flatMap(([name, after]) => {
    const before = earlier.get(name);
    return before === undefined || before === after ? [] : [{ nodeId, address, name, before, after }];
  });
}

/** By name, in a fixed order. Words that only a new version spells otherwise are no change. */
function settingsOf({ info, config }: NodeFacts): ReadonlyMap<string, string> {
  const fields = info.state === 'ok' ? info.value.fields : {};
  const values = config.state === 'ok' ? config.value : {};
  const { valkey_version: valkey, redis_version: redis, loading, aof_enabled: aof, slave_priority: priority } = fields;
  const version = valkey === undefined ? redis : `valkey ${valkey}`;
  const told: readonly (readonly [string, string | undefined])[] = [
    ['version', version],
    // While it loads its dataset a server has its AOF off, whatever is configured.
    ['aof', aof === undefined || loading === '1' ? undefined : aof === '1' ? 'on' : 'off'],
    ['replica-priority', priority],
    ...directives.map((name) => [name, values[name]?.replace(/\bslave\b/g, 'replica')] as const),
  ];
  return new Map(told.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
