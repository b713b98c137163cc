import { AuditorError } from './core/errors.ts';

/** One error for all of them: an event has one end only. One that is no word of ours goes first, as it is. */
export function throwTogether(failures: readonly unknown[]): void {
  const [first, ...others] = failures;
  if (first === undefined) return;
  const strange = failures.find((each) => !(each instanceof AuditorError));
  if (strange !== undefined) throw strange;
  if (others.length === 0) throw first;
  const known = failures.filter((each) => each instanceof AuditorError);
  const hints = [...new Set(known.map(({ hint }) => hint))];
  throw new AuditorError(known.map(({ message }) => message).join('\n'), hints.join(' '));
}
