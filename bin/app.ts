import { join } from 'node:path';
import { synthesise } from '../lib/cdk/synthesise.ts';
import { refreshBundles } from '../scripts/bundle.mjs';

const root = join(import.meta.dirname, '..');

process.exitCode = await synthesise({
  root,
  now: Date.now(),
  stderr: (text) => process.stderr.write(text),
  bundle: (names, traced) => refreshBundles(join(root, 'dist'), { names, traced }),
});
