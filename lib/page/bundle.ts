import { fileURLToPath } from 'node:url';
import { AuditorError } from '../core/errors.ts';

/** The browser part, made of `client/`. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/** Bundles the browser part with the chart library. It takes a tenth of a second. @throws AuditorError without esbuild */
export async function bundlePage(): Promise<PageBundle> {
  const { build } = await bundler();
  const client = (name: string): string => fileURLToPath(new URL(`client/${name}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: { script: client('main.ts'), style: client('page.css') },
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    // Nothing of the surroundings decides what is made.
    tsconfigRaw: {},
  });
  const part = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text.trim() ?? '';
  return { script: part('.js'), style: part('.css') };
}

async function bundler() {
  try {
    return await import('esbuild');
  } catch (error) {
    const hint = 'It comes with `npm ci`, unless optional packages are left out.';
    throw new AuditorError('there is no esbuild for this platform, with which the page is made', hint, error);
  }
}
