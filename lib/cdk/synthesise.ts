import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { estimateBill } from '../config/environment/bill.ts';
import { loadPemTexts } from '../config/environment/certificates.ts';
import { formatBill } from '../config/environment/format-bill.ts';
import { checkEnvironment } from '../config/environment/load.ts';
import { localRulesOf } from '../config/local-rules-place.ts';
import { readText, readYaml } from '../config/yaml-file.ts';
import { AuditorError, UsageError } from '../core/errors.ts';
import { rules } from '../core/rules/index.ts';
import { type LocalRules, readLocalRules } from '../local-rules/read.ts';
import type { FunctionName } from './grants.ts';
import { shippedFunctions } from './shipped-functions.ts';

/** What the app takes from the process that runs it. */
export interface SynthesisIo {
  /** Directory with the folder `environments`. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly stderr: (text: string) => void;
  /** Bundles these functions to where the stack looks for them, with X-Ray or without. */
  readonly bundle: (names: readonly FunctionName[], tracing: boolean) => Promise<unknown>;
}

/**
 * The CDK app: `-c env=NAME` makes environments/NAME.yaml one stack. `-c environments=DIRECTORY` takes the file from
 * elsewhere.
 *
 * @returns exit code: 0, or 2 when what was asked for cannot be made; then nothing is written but the reason
 */
export async function synthesise(io: SynthesisIo): Promise<number> {
  // Synthesised by us: on its own the app would do so even after a failure, and write an assembly of nothing.
  const app = new App({ autoSynth: false });
  try {
    const bill = await addStack(app, io);
    app.synth();
    io.stderr(`${bill.join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof AuditorError)) throw error;
    io.stderr(`redis-auditor: ${error.message}\n${error.hint}\n`);
    return 2;
  }
}

async function addStack(app: App, { root, now, bundle }: SynthesisIo): Promise<readonly string[]> {
  const file = environmentFile(app, root);
  const text = await readText(file.path, 'environment');
  const localRules = await localRulesFor(text, file.path);
  const catalogue = [...rules, ...(localRules?.rules ?? [])];
  const environment = await checkEnvironment(text, catalogue, file.path, now);
  const pemTexts = await loadPemTexts(environment, file.path);
  // What the stack is made of takes a second to load: as long as the bundler, which is a process of its own.
  const [, { AuditorStack }] = await Promise.all([
    bundle(shippedFunctions(environment), environment.tracing).catch(cannotBundle),
    import('./auditor-stack.ts'),
  ]);
  new AuditorStack(app, `RedisAuditor-${file.name}`, {
    environment,
    environmentName: file.name,
    pemTexts,
    ...(localRules === undefined ? {} : { localRules }),
    now,
  });
  return formatBill(estimateBill(environment, now));
}

async function localRulesFor(text: string, file: string): Promise<LocalRules | undefined> {
  const folder = localRulesOf(readYaml(text, file, 'environment').data, file);
  return folder === undefined ? undefined : readLocalRules(folder);
}

function cannotBundle(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new UsageError(
    `the functions cannot be bundled: ${reason}`,
    'Mend what it names; npm run bundle shows it alone.',
  );
}

function environmentFile(app: App, root: string): { readonly name: string; readonly path: string } {
  const directory = resolve(root, String(app.node.tryGetContext('environments') ?? 'environments'));
  const name = app.node.tryGetContext('env') as unknown;
  const hint = `${there(directory, root)}; say which one: -c env=NAME`;
  if (typeof name !== 'string' || name === '') throw new UsageError('no environment was named', hint);
  const path = join(directory, `${name}.yaml`);
  if (!/^[\w-]+$/.test(name) || !existsSync(path)) throw new UsageError(`there is no environment ${name}`, hint);
  return { name, path: relative(process.cwd(), path) };
}

function there(directory: string, root: string): string {
  const files = existsSync(directory) ? readdirSync(directory) : [];
  const names = files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length));
  const place = relative(root, directory);
  return names.length === 0
    ? `${place} has no files NAME.yaml`
    : `In ${place} there are: ${names.toSorted().join(', ')}`;
}
