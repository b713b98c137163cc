import type { ReplicaClient } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { neutralise } from '../redact/text.ts';
import { unknownForm } from './reply.ts';

/**
 * Reads `CLIENT LIST TYPE replica`: a line for each connection, `id=7 addr=10.0.0.4:41022 … omem=0 …`. Only where it
 * comes from and what waits for it are taken.
 */
export function parseReplicaClients(reply: unknown): Observed<readonly ReplicaClient[]> {
  if (typeof reply !== 'string') return unknownForm('CLIENT LIST');
  const lines = reply.split('\n').filter((line) => line.trim() !== '');
  const clients = lines.flatMap((line) => {
    const [from, outputBytes] = [/(?:^| )addr=(\S+)/.exec(line)?.[1], /(?:^| )omem=(\d+)/.exec(line)?.[1]];
    return from === undefined || outputBytes === undefined
      ? []
      : [{ from: neutralise(from), outputBytes: Number(outputBytes) }];
  });
  return clients.length === lines.length ? ok(clients) : unknownForm('CLIENT LIST');
}
