import { type EngineVersion, isAtLeast } from './version.ts';

/** Output limits for replicas; 0 is none. */
export interface ReplicaLimit {
  readonly hardBytes: number;
  readonly softBytes: number;
  readonly softSeconds: number;
}

/** Of `normal 0 0 0 slave 268435456 67108864 60 pubsub …`: hard limit, soft limit, and seconds above the soft one. */
export function replicaLimit(text: string): ReplicaLimit | undefined {
  const match = /\b(?:slave|replica) (\d+) (\d+) (\d+)/.exec(text);
  if (match === null) return undefined;
  return { hardBytes: Number(match[1]), softBytes: Number(match[2]), softSeconds: Number(match[3]) };
}

/** The hard limit in force: from 7.0 the server takes one below the backlog for the backlog's size. */
export function hardLimitInForce({ hardBytes }: ReplicaLimit, backlogBytes: number, version: EngineVersion): number {
  return hardBytes === 0 || !isAtLeast(version, 7) ? hardBytes : Math.max(hardBytes, backlogBytes);
}
