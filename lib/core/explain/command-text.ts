/**
 * Who a command belongs to. Entries of kind `internal`, `admin` and `topology` are not users' commands; `whole
 * collection` reads everything a key or a node holds.
 */
export type CommandKind =
  | 'internal'
  | 'admin'
  | 'topology'
  | 'whole collection'
  | 'heavy'
  | 'fast'
  | 'script'
  | 'pubsub'
  | 'blocking'
  | 'module';

/** What is known of some commands that are alike. */
export interface CommandText {
  /**
   * Lower case, separated by spaces. `cluster|slots` means that subcommand, `cluster` the command with every
   * subcommand that no row before it names.
   */
  readonly names: string;
  readonly kind: CommandKind;
  /** N is the number of elements, keys or nodes touched, M what is returned or added, unless it says otherwise. */
  readonly cost: string;
  /** What it is, and who sends it. */
  readonly what: string;
  /** Why it takes long when it does. */
  readonly why: string;
  readonly todo: string;
  /** Rule that watches for it. */
  readonly rule?: string;
}

/** Reason and advice for commands too small to be slow by themselves. */
export const stall = {
  why: 'Nothing in it is heavy: the thread or the machine stalled just then.',
  todo: 'Look at the entries and latency events of the same second; at CPU steal, swap and huge pages of the host.',
} as const;

export const batches = 'Send batches of some hundreds.';
