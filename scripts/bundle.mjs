/** `npm run bundle`: makes of each function one file that needs nothing but Node, in dist/, with X-Ray and without. */
import { mkdirSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { connectionCommands } from './bundle/connection-commands.mjs';
import { hashOfInputs, inputsFile, isUpToDate } from './bundle/inputs.mjs';
import { literalKeys } from './bundle/literal-keys.mjs';
import { ruleDeclarations } from './bundle/rule-declarations.mjs';
import { slimData } from './bundle/slim-data.mjs';
import { standIns } from './bundle/stand-ins.mjs';
import { ensureDependencies, root } from './setup/dependencies.mjs';
import { runScript, say } from './setup/setup-error.mjs';

export const functionNames = ['observe', 'assess', 'backup', 'copy', 'digest', 'compact', 'slack', 'pagerduty'];

/** Packages that a function has no use for, and what is there in their place. */
const alias = Object.fromEntries(
  Object.entries({ '@aws-sdk/credential-provider-node': 'credentials', debug: 'debug', semver: 'semver' }).map(
    ([name, file]) => [name, join(root, 'lambdas', 'stand-ins', `${file}.ts`)],
  ),
);

/**
 * What the measurements in docs/performance.md came to. CommonJS, as `import` of Node's own modules makes their lazy
 * parts load too; the SDK inside, as that starts faster than the runtime's copy and its version is the locked one.
 */
const settings = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  alias,
  plugins: [connectionCommands, literalKeys, slimData, standIns],
  sourcemap: 'external',
  sourcesContent: false,
  metafile: true,
  write: false,
  logLevel: 'silent',
};

/** See bundle.d.mts. */
export async function bundleFunctions(directory, options = {}) {
  const { traced = false, names = functionNames, from = join(root, 'lambdas') } = options;
  const { build } = await import('esbuild');
  return Promise.all(
    names.map(async (source) => {
      const name = traced ? `${source}-traced` : source;
      const result = await build({
        ...settings,
        plugins: [...settings.plugins, ruleDeclarations(source)],
        absWorkingDir: root,
        entryPoints: [join(from, `${source}.ts`)],
        outfile: join(resolve(directory), name, 'index.js'),
        define: { 'import.meta.dirname': '__dirname', 'process.env.AUDITOR_TRACED': traced ? '"yes"' : '"no"' },
      });
      if (result.warnings.length > 0) throw new Error(`${name}: ${result.warnings.map(({ text }) => text).join('; ')}`);
      return { name, ...writeBundle(resolve(directory), name, result) };
    }),
  );
}

/** See bundle.d.mts. */
export async function refreshBundles(directory, options = {}) {
  const { traced = false, names = functionNames } = options;
  const old = names.filter((name) => !isUpToDate(resolve(directory), traced ? `${name}-traced` : name));
  return old.length === 0 ? [] : bundleFunctions(directory, { ...options, names: old });
}

/** Only the code goes into the folder that is shipped, whatever lay there. */
function writeBundle(directory, name, { outputFiles, metafile }) {
  const file = join(directory, name, 'index.js');
  const content = (path) => outputFiles.find((each) => each.path === path).contents;
  // As Lambda takes a file without a package around it.
  replaceFile(directory, join(directory, 'package.json'), '{"type":"commonjs"}\n');
  replaceFile(directory, file, content(file));
  replaceFile(directory, join(directory, 'maps', `${name}.js.map`), content(`${file}.map`));
  replaceFile(directory, join(directory, 'meta', `${name}.json`), JSON.stringify(metafile));
  replaceFile(directory, inputsFile(directory, name), hashOfInputs(directory, name));
  const others = readdirSync(dirname(file)).filter((name) => name !== 'index.js');
  for (const other of others) rmSync(join(dirname(file), other), { recursive: true });
  return { file, metafile };
}

/** At once, as another deployment may read it at this very moment. */
function replaceFile(directory, path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = join(directory, `${basename(dirname(path))}-${basename(path)}.${process.pid}`);
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  await runScript(async () => {
    ensureDependencies({ development: true });
    const directory = join(root, 'dist');
    const bundles = [...(await bundleFunctions(directory)), ...(await bundleFunctions(directory, { traced: true }))];
    say(`bundled ${bundles.map(({ name }) => name).join(', ')} into ${directory}`);
  });
}
