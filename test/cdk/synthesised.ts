import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { AuditorStack } from '../../lib/cdk/auditor-stack.ts';
import type { Declared } from './declared.ts';
import { environmentOf, now, root } from './declared.ts';

/** One resource of a template. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** What became of a stack. */
export interface Synthesised {
  readonly text: string;
  readonly outputs: readonly string[];
  readonly resources: readonly Resource[];
  ofType(this: void, type: string): readonly Resource[];
  /** The only one of a type with these words in its logical id. @throws where there is none or are several */
  one(this: void, type: string, words?: string): Resource;
}

const directory = mkdtempSync(join(tmpdir(), 'cdk-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Stand for the bundles: what a function is made of doesn't matter to its template. */
export const bundles = join(directory, 'dist');
const shipped = ['observe', 'assess', 'backup', 'copy', 'digest', 'compact', 'slack', 'pagerduty'];
for (const name of shipped.flatMap((each) => [each, `${each}-traced`])) {
  mkdirSync(join(bundles, name), { recursive: true });
  writeFileSync(join(bundles, name, 'index.js'), `// ${name}\n`);
}

/** Feature flags as the real app has them. */
const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

/** Without the rules that the CDK brings along: they take seconds to load, and the tests of the app itself have them. */
export function newApp(): App {
  process.env.CDK_VALIDATION = 'false';
  return new App({ context, outdir: mkdtempSync(join(directory, 'out-')), autoSynth: false });
}

export function addStack(app: App, declared: Declared = {}, environmentName = 'test'): AuditorStack {
  const environment = environmentOf(declared);
  const props = { environment, environmentName, pemTexts: { 'ca.pem': 'PEM TEXT' }, bundles, now };
  return new AuditorStack(app, `RedisAuditor-${environmentName}`, props);
}

const known = new Map<string, Synthesised>();

/** The template of one environment; the same declaration is synthesised once. */
export function synthesised(declared: Declared = {}): Synthesised {
  const key = JSON.stringify(declared);
  const before = known.get(key);
  if (before !== undefined) return before;
  const app = newApp();
  const { stackName } = addStack(app, declared);
  const template = templateOf(app, stackName);
  known.set(key, template);
  return template;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Partial<Resource> & { readonly Type: string }>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

export function templateOf(app: App, stackName: string): Synthesised {
  return readTemplate(app.synth().getStackByName(stackName).template as Template);
}

export function readTemplate(template: Template): Synthesised {
  const resources = Object.entries(template.Resources).map(([id, each]) => ({ Properties: {}, ...each, id }));
  const ofType = (type: string): readonly Resource[] => resources.filter((resource) => resource.Type === type);
  const one = (type: string, words = ''): Resource => {
    const all = ofType(type).filter(({ id }) => id.includes(words));
    const [found, ...more] = all;
    if (found !== undefined && more.length === 0) return found;
    throw new Error(
      `${all.length} of ${type} ${words} among ${ofType(type)
        .map(({ id }) => id)
        .join()}`,
    );
  };
  return { text: JSON.stringify(template), outputs: Object.keys(template.Outputs ?? {}), resources, ofType, one };
}
