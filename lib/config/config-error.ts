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

/** For one cluster, as the command line audits it, or for all that one stack watches. */
export type FileKind = 'cluster' | 'environment';

const schemaHints: Readonly<Record<FileKind, string>> = {
  cluster: '`redis-auditor config schema` prints what may stand in it.',
  environment: '`redis-auditor config schema --environment` prints what may stand in it.',
};

/** Everything that is wrong with a configuration file, in one go. */
export class ConfigError extends AuditorError {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(
    file: string,
    problems: readonly ConfigProblem[],
    more: { readonly kind?: FileKind; readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    const lines = problems.map((problem) => `  ${describeProblem(file, problem)}`);
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const hint = more.hint ?? schemaHints[more.kind ?? 'cluster'];
    super(`${file} has ${count}:\n${lines.join('\n')}`, hint, more.cause);
    this.problems = problems;
  }
}

/** `cluster.yaml:12: rules.aof/of: no rule is called that; did you mean aof/off?` */
function describeProblem(file: string, { path, line, message, hint }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, ...(path === '' ? [] : [path]), `${message}${hint === '' ? '' : `; ${hint}`}`].join(': ');
}
