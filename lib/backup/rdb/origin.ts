/** What the server wrote about itself into the data. What it left out, or what is not of its usual form, is absent. */
export interface RdbOrigin {
  readonly engine?: 'redis' | 'valkey';
  /** `8.0.2` */
  readonly serverVersion?: string;
  readonly bits?: number;
  /** Unix time of the save, in seconds. */
  readonly createdAt?: number;
  /** Memory in use at that time, in bytes. */
  readonly usedMemory?: number;
  /** Database that the replication stream had selected. */
  readonly replicationDatabase?: number;
  /** 40 hex digits. */
  readonly replicationId?: string;
  /** Everything up to this offset of the replication stream is in the data. */
  readonly replicationOffset?: number;
  /** Whether it is the base of an append-only file, which goes on where it ends. */
  readonly aofBase?: boolean;
}

/** Longest name and value that are kept: the others belong to modules or are scripts, which are nobody's business. */
export const auxiliaryLimit = 64;

type Reader = (value: string) => RdbOrigin;

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['redis-ver', (value) => version('redis', value)],
  ['valkey-ver', (value) => version('valkey', value)],
  ['redis-bits', (value) => number(value, (bits) => ({ bits }))],
  ['ctime', (value) => number(value, (createdAt) => ({ createdAt }))],
  ['used-mem', (value) => number(value, (usedMemory) => ({ usedMemory }))],
  ['repl-stream-db', (value) => number(value, (replicationDatabase) => ({ replicationDatabase }))],
  ['repl-id', (value) => (/^[0-9a-f]{40}$/.test(value) ? { replicationId: value } : {})],
  ['repl-offset', (value) => number(value, (replicationOffset) => ({ replicationOffset }))],
  ['aof-base', (value) => ({ aofBase: value === '1' })],
  ['aof-preamble', (value) => ({ aofBase: value === '1' })],
]);

/** Adds one auxiliary field; an unknown one, or one of another form, changes nothing. */
export function withField(origin: RdbOrigin, name: string, value: string): RdbOrigin {
  return { ...origin, ...readers.get(name)?.(value) };
}

function version(engine: 'redis' | 'valkey', value: string): RdbOrigin {
  return /^[0-9]+(?:\.[0-9A-Za-z-]+){1,4}$/.test(value) ? { engine, serverVersion: value } : {};
}

function number(value: string, field: (parsed: number) => RdbOrigin): RdbOrigin {
  const parsed = Number(value);
  return /^\d+$/.test(value) && Number.isSafeInteger(parsed) ? field(parsed) : {};
}
