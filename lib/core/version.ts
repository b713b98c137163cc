/** What a node runs. Valkey reports `redis_version` 7.2.4 for ever; its own number is in `valkey_version`. */
export interface EngineVersion {
  readonly engine: 'redis' | 'valkey';
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** @returns null when neither field holds a version */
export function parseVersion(fields: Readonly<Record<string, string>>): EngineVersion | null {
  const text = fields.valkey_version ?? fields.redis_version;
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(text ?? '');
  if (text === undefined || match === null) return null;
  const engine = fields.valkey_version === undefined ? 'redis' : 'valkey';
  return { engine, text, major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

/** Valkey left Redis at 7.2, so for what Redis had before that the two count alike. */
export function isAtLeast(version: EngineVersion, major: number, minor = 0): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
