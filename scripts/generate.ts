import { fileURLToPath } from 'node:url';
import { readRulesSeen } from '../test/harness/rules-seen-record.ts';
import { formatted, readRules, staleFiles, writeFiles } from './generate/files.ts';
import { localPages } from './generate/local-pages.ts';
import { outputs } from './generate/outputs.ts';

/**
 * Writes what follows from the rules: their index, their pages, the schemas of the configuration files, the ACL
 * line. A team's own rules in this project have pages too.
 * With --check it writes nothing, names what is stale and exits 1.
 */
async function generate(argv: readonly string[]): Promise<number> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const wanted = new Map([
    ...formatted(root, outputs(await readRules(root), readRulesSeen())),
    ...(await localPages(root)),
  ]);
  const stale = await staleFiles(root, wanted);
  if (!argv.includes('--check')) {
    await writeFiles(root, wanted);
    console.log(stale.length === 0 ? 'Nothing changed.' : `Written:\n  ${stale.join('\n  ')}`);
    return 0;
  }
  if (stale.length === 0) return 0;
  console.error(`Stale, run \`npm run generate\`:\n  ${stale.join('\n  ')}`);
  return 1;
}

process.exitCode = await generate(process.argv.slice(2));
