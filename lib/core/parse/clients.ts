import type { ClientBuffer, ReplicaClient } from '../facts.ts';
import { mapObserved, type Observed, ok } from '../observed.ts';
import { neutralise } from '../redact/text.ts';
import { unknownForm } from './reply.ts';

/**
 * Reads `CLIENT LIST TYPE replica`: a line for each connection, `id=7 addr=10.0.0.4:41022 … omem=0 …`. Only where it
 * comes from and what waits for it are taken.
 */
export function parseReplicaClients(reply: unknown): Observed<readonly ReplicaClient[]> {
  const lines = typeof reply === 'string' ? linesOf(reply) : undefined;
  if (lines === undefined) return unknownForm('CLIENT LIST');
  const clients = lines.flatMap((line) => {
    const [from, outputBytes] = [/(?:^| )addr=(\S+)/.exec(line)?.[1], /(?:^| )omem=(\d+)/.exec(line)?.[1]];
    return from === undefined || outputBytes === undefined
      ? []
      : [{ from: neutralise(from), outputBytes: Number(outputBytes) }];
  });
  return clients.length === lines.length ? ok(clients) : unknownForm('CLIENT LIST');
}

/** Smallest buffer that is kept: clients without one are most, and say nothing. */
const SMALLEST_BYTES = 2 ** 16;

/** Most clients kept of one kind. */
const FULLEST = 10;

/** Reads `CLIENT LIST TYPE normal` or `pubsub`, and keeps those for whom most waits. */
export function parseClientBuffers(reply: unknown, kind: ClientBuffer['kind']): Observed<readonly ClientBuffer[]> {
  return mapObserved(parseReplicaClients(reply), (clients) =>
    ok(
      clients
        .filter(({ outputBytes }) => outputBytes >= SMALLEST_BYTES)
        .sort((a, b) => b.outputBytes - a.outputBytes)
        .slice(0, FULLEST)
        .map((client) => ({ ...client, kind })),
    ),
  );
}

function linesOf(reply: string): readonly string[] {
  return reply.split('\n').filter((line) => line.trim() !== '');
}
