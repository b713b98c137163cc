import type { Digest, MemberDigest, ShardDigest } from '../../core/digest/digest.ts';
import type { LossEstimate } from '../../core/loss-estimate.ts';
import { list } from '../words.ts';
import type { Cell, Section } from './outline.ts';
import { lossWords, minute, notLooked, secondsWords } from './words.ts';

const all: Cell = { text: 'everything', tone: 'critical' };
const unread: Cell = { text: 'not read', tone: 'warning' };

/** How each member of each shard persists. */
export function persistenceSection({ persistence }: Digest): Section {
  const head = { id: 'persistence' } as const;
  if (persistence === null) return { ...head, notes: [notLooked], tables: [], tone: 'warning' };
  const columns = ['Shard', 'Node', 'Role', 'AOF', 'fsync', 'Newest RDB', 'Saves by itself'].map((title) => ({
    title,
  }));
  const rows = persistence.shards.flatMap((shard) =>
    shard.members.map((member): readonly Cell[] => [
      { text: shard.id },
      { text: member.address, code: true },
      { text: member.role },
      aofCell(member),
      fsyncCell(member),
      rdbCell(member),
      savesCell(member),
    ]),
  );
  const notes = [`As read at ${minute(persistence.readAt)}.`];
  return { ...head, notes, tables: [{ caption: 'Persistence of each node', columns, rows, leftOut: 0 }] };
}

function aofCell({ appendOnly }: MemberDigest): Cell {
  if (appendOnly === undefined) return unread;
  return appendOnly ? { text: 'on' } : { text: 'off', tone: 'warning' };
}

function fsyncCell({ appendOnly, fsync }: MemberDigest): Cell {
  if (fsync === undefined) return unread;
  return { text: appendOnly === false ? '–' : fsync };
}

function rdbCell({ rdbAgeSeconds, lastSaveFailed }: MemberDigest): Cell {
  if (rdbAgeSeconds === undefined) return unread;
  const age = rdbAgeSeconds === null ? 'none since its start' : `${secondsWords(rdbAgeSeconds)} old`;
  return lastSaveFailed === true ? { text: `${age}; the last save failed`, tone: 'critical' } : { text: age };
}

function savesCell({ saves }: MemberDigest): Cell {
  return saves === undefined ? unread : { text: saves ? 'yes' : 'no' };
}

/** What each way of failing takes of the writes that clients were told are done, at most. */
export function lossSection({ persistence }: Digest): Section {
  const head = { id: 'loss' } as const;
  if (persistence === null) return { ...head, notes: [notLooked], tables: [], tone: 'warning' };
  const titles = ['Shard', 'Process crash', 'Host lost', 'Failover', 'Operator error', 'Decided by'];
  const columns = titles.map((title) => ({ title }));
  const rows = persistence.shards.map(lossRow);
  const notes = ['The most seconds of acknowledged writes that a failure takes, at the time of that reading.'];
  return { ...head, notes, tables: [{ caption: 'Data-loss window of each shard', columns, rows, leftOut: 0 }] };
}

function lossRow({ id, primary, loss, missing }: ShardDigest): readonly Cell[] {
  const shard = { text: `${id} (${primary})`, code: true as const };
  if (loss === null) {
    const why = { text: `not read: ${list(missing, Math.min(2, missing.length))}` };
    return [shard, unread, unread, unread, unread, why];
  }
  const { onDisk, processCrash, hostLoss, failover, mistake } = loss;
  const unattached: Cell = { text: 'no replica is attached', tone: 'warning' };
  const failoverCell = failover === null ? unattached : lossCell(failover);
  const others = [failoverCell, lossCell(mistake)];
  if (!onDisk) {
    const why = { text: 'nothing is on disk: what is left is a copy elsewhere' };
    return [shard, withoutDisk(processCrash), withoutDisk(hostLoss), ...others, why];
  }
  return [shard, lossCell(processCrash), lossCell(hostLoss), ...others, { text: reasons(hostLoss) }];
}

/** A copy of which nobody knows is none to count on. */
function withoutDisk(estimate: LossEstimate): Cell {
  return typeof estimate.seconds === 'number' ? lossCell(estimate) : all;
}

function lossCell(estimate: LossEstimate): Cell {
  const text = lossWords(estimate);
  if (estimate.seconds === 'unbounded') return { text, tone: 'critical' };
  return estimate.seconds === 'unknown' ? { text, tone: 'warning' } : { text };
}

function reasons({ decidedBy, missing }: LossEstimate): string {
  const without = missing.length === 0 ? [] : [`without knowing ${list(missing)}`];
  return [decidedBy, ...without].filter((part) => part !== '').join('; ');
}
