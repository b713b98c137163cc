import { join } from 'node:path';
import { synthesise } from '../lib/cdk/synthesise.ts';

process.exitCode = await synthesise({
  root: join(import.meta.dirname, '..'),
  now: Date.now(),
  stderr: (text) => process.stderr.write(text),
});
