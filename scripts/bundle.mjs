/** `npm run bundle`: one file for each function, in dist/, as it is deployed. Source maps and sizes stay beside them. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './setup/dependencies.mjs';

/** The functions; each one also with X-Ray, as `observe-traced`. */
export const functionNames = ['observe', 'assess', 'slack'];

/** What a function has no use for, as it is imported, and what is put in its place. */
const standIns = {
  name: 'stand-ins',
  setup({ onResolve }) {
    const replace = (filter, file) =>
      onResolve({ filter }, () => ({ path: join(root, 'lambdas', 'stand-ins', `${file}.ts`) }));
    replace(/^@aws-sdk\/credential-provider-node$/, 'credentials');
    replace(/^debug$/, 'debug');
    replace(/^semver$/, 'semver');
    replace(/\/constants\/TLSProfiles$/, 'tls-profiles');
  },
};

/**
 * Bundles every function into `<directory>/<name>/index.js`. CommonJS starts faster than ES modules, whose built-in
 * modules are all loaded whole; and the `module` entry of a package is smaller than its `main`. Nothing of the SDK that
 * Lambda brings along is used: the version is ours, and a file is read faster than a tree.
 */
export async function bundleFunctions(directory) {
  const variants = [
    { suffix: '', traced: 'no' },
    { suffix: '-traced', traced: 'yes' },
  ];
  rmSync(join(directory, 'maps'), { recursive: true, force: true });
  for (const part of ['maps', 'meta']) mkdirSync(join(directory, part), { recursive: true });
  // As Lambda takes a file without a package around it.
  writeFileSync(join(directory, 'package.json'), '{"type":"commonjs"}\n');
  await Promise.all(variants.map((variant) => bundleVariant(directory, variant)));
}

async function bundleVariant(directory, { suffix, traced }) {
  const entryPoints = functionNames.map((name) => ({
    in: join(root, 'lambdas', `${name}.ts`),
    out: join(`${name}${suffix}`, 'index'),
  }));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: directory,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'external',
    metafile: true,
    plugins: [standIns],
    define: { 'process.env.AUDITOR_TRACED': JSON.stringify(traced), 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  });
  for (const name of functionNames) putAside(directory, `${name}${suffix}`, metafile);
}

/** What is not deployed. */
function putAside(directory, name, { inputs, outputs }) {
  renameSync(join(directory, name, 'index.js.map'), join(directory, 'maps', `${name}.js.map`));
  const own = Object.entries(outputs).filter(([file]) => file.endsWith(`${name}/index.js`));
  writeFileSync(join(directory, 'meta', `${name}.json`), JSON.stringify({ inputs, outputs: Object.fromEntries(own) }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await bundleFunctions(join(root, 'dist'));
