import { AuditorError } from '../core/errors.ts';

/** One thing that is wrong with a configuration file. Never holds a value that could be a secret. */
export interface ConfigProblem {
  /** `rules.aof/not-enabled.severity`; empty for the file as a whole. */
  readonly path: string;
  /** First line is 1; absent when the file could not be read. */
  readonly line?: number;
  readonly message: string;
  /** What was probably meant, or what to do instead; empty when nobody can guess. */
  readonly hint: string;
}

/** Everything that is wrong with a configuration file, in one go. */
export class ConfigError extends AuditorError {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(file: string, problems: readonly ConfigProblem[], cause?: unknown) {
    const lines = problems.map((problem) => `  ${describeProblem(file, problem)}`);
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(
      `${file} has ${count}:\n${lines.join('\n')}`,
      '`redis-auditor config schema` prints what may stand in it.',
      cause,
    );
    this.problems = problems;
  }
}

/** `cluster.yaml:12: rules.aof/of: no rule is called that; did you mean aof/off?` */
function describeProblem(file: string, { path, line, message, hint }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, ...(path === '' ? [] : [path]), `${message}${hint === '' ? '' : `; ${hint}`}`].join(': ');
}
