import { describe, expect, test } from '@jest/globals';
import { type App, type PolicyViolation, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { copying, type Declared, everything, saving } from '../declared.ts';
import { addStack, newApp } from '../synthesised.ts';

/** Everything that has resources of its own. */
const environments: readonly (readonly [string, Declared])[] = [
  ['the smallest environment', {}],
  ['one with everything', everything],
  ['one that is saved on its replicas', saving],
  ['one that is copied into its bucket', copying],
  ['one that goes without a trace', { storage: { keepOnDestroy: false } }],
];

function synthesisedApp(declared: Declared): App {
  const app = newApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  addStack(app, declared);
  return app;
}

/** Findings of AwsSolutions as `id at path`, accepted ones among them. */
function findings(app: App): readonly string[] {
  const pack = new AwsSolutionsChecks(app);
  Object.assign(pack, { isAcknowledged: () => false });
  const { violations = [] } = pack.validateScope(app) as { readonly violations?: readonly PolicyViolation[] };
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
  );
}

/** What the constructs accept, in the same form, by the path of whoever accepts it. */
function accepted(app: App): readonly { readonly id: string; readonly path: string; readonly reason: string }[] {
  return app.node.findAll().flatMap((construct: IConstruct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
      .map(([id, reason]) => ({ id: id.replace(/^\w+::(?=AwsSolutions)/i, ''), path: construct.node.path, reason }))
      .filter(({ id }) => id.startsWith('AwsSolutions')),
  );
}

describe.each(environments)('%s', (_, declared) => {
  const app = synthesisedApp(declared);

  test('has nothing that AwsSolutions would object to, unless it is accepted with a reason', () => {
    expect(() => app.synth()).not.toThrow();
  });

  test('accepts nothing that is not found, and gives a reason for each', () => {
    const found = findings(app);
    const needless = accepted(app).filter(({ id, path }) => !found.some((each) => each.startsWith(`${id} at ${path}`)));
    expect(needless).toEqual([]);
    expect(accepted(app).filter(({ reason }) => reason.length < 30)).toEqual([]);
  });
});

test('The gate is shut for what nobody accepted', () => {
  const app = synthesisedApp({});
  const bucket = app.node.findAll().find(({ node }) => node.path.endsWith('Storage/Bucket'));
  Object.assign(bucket?.node ?? {}, { _metadata: [] });
  expect(() => app.synth()).toThrow(/AwsSolutions-S1/);
});
