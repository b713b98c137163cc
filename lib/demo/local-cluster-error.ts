/** What kept a local cluster from running. */
export type LocalClusterProblem =
  /** No `redis-server` or `valkey-server` was found, or the given one cannot be run. */
  | 'no-server'
  /** The options contradict each other, or the ports leave the range that works. */
  | 'bad-options'
  /** Certificates could not be made: `openssl` is missing or failed. */
  | 'no-certificates'
  /** A port was taken by somebody else. */
  | 'port-taken'
  /** A server process ended while it started. */
  | 'server-ended'
  /** Every process runs, but the cluster or its replication did not become ready in time. */
  | 'not-ready';

/** A local cluster could not be started, or a node of it not started again. */
export class LocalClusterError extends Error {
  override readonly name = 'LocalClusterError';
  readonly problem: LocalClusterProblem;
  /** The last lines of the log of the server concerned; empty when none had started. */
  readonly logTail: string;

  constructor(problem: LocalClusterProblem, message: string, logTail = '', cause?: unknown) {
    super(logTail === '' ? message : `${message}\n${logTail}`, cause === undefined ? {} : { cause });
    this.problem = problem;
    this.logTail = logTail;
  }
}
