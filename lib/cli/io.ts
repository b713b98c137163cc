/** What the command line may use of the world around it; a test hands in its own. */
export interface CliIo {
  /** Results. */
  readonly stdout: (text: string) => void;
  /** Progress, logs and complaints. */
  readonly stderr: (text: string) => void;
  /** Whether a person is looking. */
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Width of the terminal; undefined when there is none. */
  readonly columns: number | undefined;
  /** Milliseconds since 1970. */
  now(): number;
  /** Asks whoever is at the terminal, and waits for a line; absent where nobody is. */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborted by Ctrl-C, or when nobody reads the output any more. */
  readonly signal: AbortSignal;
}

/** What the process ends with. */
export const exitCodes = {
  /** Nothing at or above `--fail-on`. */
  fine: 0,
  /** Findings at or above it. */
  findings: 1,
  /** It could not do its work: bad usage, no node reachable. */
  failed: 2,
  /** Ended by Ctrl-C, as a shell would say it. */
  interrupted: 130,
} as const;

const NARROWEST = 60;
const WIDEST = 100;

/** Columns to wrap at: long lines are hard to read however wide the terminal is. */
export function widthOf(io: Pick<CliIo, 'columns'>): number {
  return Math.min(WIDEST, Math.max(NARROWEST, io.columns ?? WIDEST));
}
