/** One setting of one node, changed at run time. */
export interface Change {
  readonly directive: SafeDirective;
  /** As CONFIG SET takes it. */
  readonly value: string;
}

/**
 * Settings that a program may change on a serving node: they take effect at once, hold no client up, take no memory
 * and lose no data. Nothing else is ever sent, whatever a rule proposes.
 */
export const safeDirectives = [
  'latency-monitor-threshold',
  'latency-tracking',
  'slowlog-log-slower-than',
  'slowlog-max-len',
  'save',
  'appendfsync',
] as const;

export type SafeDirective = (typeof safeDirectives)[number];

/** What of a failing finding a remedy is made of. */
export interface RemedyCase {
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Changes that end a finding; or why a person has to do it, in a clause that follows a colon. */
export type Remedy = (this: void, of: RemedyCase) => readonly Change[] | string;

/** The command for a person, with `{host}` and `{port}`. */
export function commandOf({ directive, value }: Change): string {
  const word = /^[\w.-]+$/.test(value) ? value : `'${value}'`;
  return `redis-cli -h {host} -p {port} CONFIG SET ${directive} ${word}`;
}
