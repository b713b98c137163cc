import { nextToVerify, verify } from '../../backup/verify.ts';
import type { BackupSet } from '../../core/backup/backup-set.ts';
import type { Verification } from '../../core/backup/set-looks.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { UsageError } from '../../core/errors.ts';
import { verificationsJson, verificationsText } from '../../report/backup-sets.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { bytesLine } from './bytes-line.ts';
import { type FoundSets, findSets, noSets, type SetsOptions, setNamed } from './find-sets.ts';

export interface VerifyOptions extends SetsOptions {
  readonly level: '1' | '2';
  readonly all: boolean;
}

/**
 * `redis-auditor backup verify`: reads sets again, and notes what came of it beside them.
 *
 * @returns 0 when every set that was read is whole and as it was stored, 1 otherwise
 * @throws UsageError, StoreError
 */
export async function verifyCommand(name: string | undefined, options: VerifyOptions, io: CliIo): Promise<number> {
  if (name !== undefined && options.all) throw new UsageError('--all means every set', 'leave out the name, or --all');
  const found = await findSets(options);
  const progress = bytesLine(io);
  const tools = {
    store: found.store,
    now: () => io.now(),
    progress: (file: string, bytes: number): void => {
      io.signal.throwIfAborted();
      progress.showText(`${file}: ${formatBytes(bytes)} read`);
    },
  };
  const done: Verification[] = [];
  try {
    for (const set of chosen(name, options, found)) done.push(await verify(set, Number(options.level) as 1 | 2, tools));
  } finally {
    progress.clear();
  }
  io.stdout(options.format === 'json' ? verificationsJson(done) : verificationsText(done, widthOf(io)));
  return done.every(({ outcome }) => outcome === 'ok') ? exitCodes.fine : exitCodes.findings;
}

function chosen(name: string | undefined, { all }: VerifyOptions, found: FoundSets): readonly BackupSet[] {
  if (name !== undefined) return [setNamed(name, found)];
  const next = nextToVerify(found.sets);
  if (next === undefined) return noSets(found.store);
  return all ? found.sets.filter(({ state }) => state !== 'unfinished') : [next];
}
