import { parseAddress } from '../address.ts';

interface Saver {
  readonly shard: string;
  /** `host:port` */
  readonly address: string;
}

/**
 * Puts saves into rounds so that in none of them two run on one host: two forks at once need the memory, the processor
 * and the disk of both. Each goes into the first round in which its host is free.
 *
 * @returns the ids of the shards of each round
 */
export function roundsOf(savers: readonly Saver[]): readonly (readonly string[])[] {
  const rounds: string[][] = [];
  const used = new Map<string, number>();
  for (const { shard, address } of savers) {
    const host = parseAddress(address)?.host ?? address;
    const round = used.get(host) ?? 0;
    used.set(host, round + 1);
    rounds[round] = [...(rounds[round] ?? []), shard];
  }
  return rounds;
}
