import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { AuditorError } from '../../lib/core/errors.ts';
import { readRequest } from './request.ts';
import { writeRule } from './scaffold.ts';

const root = join(import.meta.dirname, '..', '..');

/** Begins a rule, its test and its page. @returns exit code: 2 when it cannot be begun, and then nothing is written */
async function main(words: readonly string[]): Promise<number> {
  try {
    const request = readRequest(words);
    const files = await writeRule(root, request);
    console.log(`Written:\n  ${files.join('\n  ')}`);
    // Its page, and for a built-in rule the index and the schemas, follow from its file.
    return (
      spawnSync(process.execPath, [join(root, 'scripts', 'generate.ts')], { cwd: root, stdio: 'inherit' }).status ?? 2
    );
  } catch (error) {
    if (!(error instanceof AuditorError)) throw error;
    console.error(`redis-auditor: ${error.message}\n${error.hint}`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
