import type { CliIo } from './io.ts';

/** Colour only where a person looks, and not where https://no-color.org asks for none. */
export function wantsColour(io: Pick<CliIo, 'stdoutIsTty' | 'env'>, asked: boolean): boolean {
  return asked && io.stdoutIsTty && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}
