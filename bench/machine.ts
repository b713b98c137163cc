import { availableParallelism, cpus, totalmem } from 'node:os';
import type { EngineVersion } from '../lib/core/version.ts';

/** What the numbers were measured on, as far as it bears on them. */
export function describeMachine(server: EngineVersion, exporterVersion: string | undefined): readonly string[] {
  return [
    ...describeServers(server),
    exporterVersion === undefined ? 'no redis_exporter' : `redis_exporter ${exporterVersion}`,
  ];
}

/** The same without a peer. */
export function describeServers(server: EngineVersion): readonly string[] {
  return [
    `${processors()}, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, shared by servers and visitors`,
    `Node ${process.version.slice(1)}`,
    `${server.engine === 'valkey' ? 'Valkey' : 'Redis'} ${server.text}`,
  ];
}

/** The same where no server is involved. */
export function describeHost(): readonly string[] {
  return [processors(), `Node ${process.version.slice(1)}`];
}

function processors(): string {
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown processor'})`;
}
