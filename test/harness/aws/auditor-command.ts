import { join } from 'node:path';
import type { Emulator } from './emulator.ts';
import { type Ran, run } from './run.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** Runs `redis-auditor` as ann does, who has logged in to the account. */
export function auditorCommand({ env }: Emulator, words: readonly string[]): Promise<Ran> {
  const program = ['--disable-warning=ExperimentalWarning', join(root, 'bin', 'redis-auditor.ts'), ...words];
  return run(process.execPath, program, { cwd: root, env: { ...env, USER: 'ann' }, timeoutMs: 60_000 });
}
