import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nodeAt, useCluster } from '../harness/cluster.ts';
import { blocksOf, pageAt, root } from './pages.ts';

/** Longer than npm, jest and the bundler take on a loaded machine. */
const stepTimeoutMs = 240_000;

/** A clone of the project, as far as a rule needs it: what is written must not land in the one that is tested. */
const clone = mkdtempSync(join(tmpdir(), 'adding-a-rule-'));
const parts = ['bin', 'docs', 'lib', 'scripts', 'test', 'package.json', 'package-lock.json', 'tsconfig.json'];
const settings = ['jest.config.mjs', 'biome.json', 'biome.imports.json', '.gitignore'];
beforeAll(() => {
  for (const part of [...parts, ...settings]) cpSync(join(root, part), join(clone, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'));
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const cluster = useCluster({ primaries: 1, replicasPerPrimary: 1, config: ['cluster-node-timeout 15000'] });

const heading = 'From the first command to a finding';
const blocks = blocksOf(pageAt('docs/adding-a-rule.md')).filter((block) => block.heading === heading);
const lines = blocks.filter(({ language }) => language === 'sh').flatMap((block) => block.lines);
const [rule = '', itsTest = ''] = blocks
  .filter(({ language }) => language === 'ts')
  .map((each) => each.lines.join('\n'));
const shown = blocks.filter(({ language }) => language === 'text').flatMap((block) => block.lines);

function type(line: string): { readonly code: number | null; readonly said: string } {
  const real = line.replace('HOST:PORT', nodeAt(cluster().nodes, 0).address);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', real], { cwd: clone, env, encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

const inClone = (path: string): string => join(clone, path);
const read = (path: string): string => readFileSync(inClone(path), 'utf8');
const files = ['local-topology/failover-slow.ts', 'local-topology/failover-slow.test.ts'];

/** What each line of the page comes to, in their order, and what is written after it as the page says. */
const steps: readonly { readonly says: RegExp; readonly code: number; readonly after?: () => void }[] = [
  {
    says: /Written:\n {2}local-rules\/local-topology\/failover-slow\.ts\n[\s\S]*docs\/local-topology\/failover-slow\.md/,
    code: 0,
  },
  {
    says: /^3 passed, 0 failed$/m,
    code: 0,
    after: () => {
      for (const [index, text] of [rule, itsTest].entries())
        writeFileSync(inClone(`local-rules/${files[index]}`), `${text}\n`);
    },
  },
  { says: /^3 passed, 0 failed$/m, code: 0 },
  { says: /Written:\n {2}local-rules\/docs\/local-topology\/failover-slow\.md\n/, code: 0 },
  { says: /WARNING local-topology\/failover-slow: A failover begins too late for us\n/, code: 0 },
  { says: new RegExp(shown.join('\\n')), code: 1 },
];

describe('docs/adding-a-rule.md, followed by its reader', () => {
  test('shows as many commands as are looked at', () => {
    expect(lines).toHaveLength(steps.length);
    expect([rule, itsTest, ...shown]).not.toContain('');
  });

  test.each(lines.map((line, index) => ({ line, index })))(
    '$line',
    ({ line, index }) => {
      const { code, said } = type(line);
      expect(said).toMatch(steps[index]?.says ?? /$^/);
      expect(code).toBe(steps[index]?.code);
      steps[index]?.after?.();
    },
    stepTimeoutMs,
  );

  test(
    'finds its rule as the formatter wants it, and a page that says what it says',
    () => {
      const formatted = type('node_modules/.bin/biome check --error-on-warnings local-rules');
      expect(formatted).toMatchObject({ code: 0 });
      expect(read('local-rules/docs/local-topology/failover-slow.md')).toContain(
        'A failover takes about a second longer',
      );
      expect(type('npm run generate:check')).toMatchObject({ code: 0 });
    },
    stepTimeoutMs,
  );

  test(
    'cannot begin the same rule again, and nothing is changed by trying',
    () => {
      const before = read(`local-rules/${files[0]}`);
      const { code, said } = type(lines[0] ?? '');
      expect([code, read(`local-rules/${files[0]}`)]).toEqual([2, before]);
      expect(said).toContain('local-rules/local-topology/failover-slow.ts is there already');
    },
    stepTimeoutMs,
  );

  test(
    'begins a rule of the catalogue with --built-in: file, test, page and index, and its test passes',
    () => {
      const { code } = type('npm run new-rule -- topology/failover-slow --built-in');
      expect(code).toBe(0);
      expect(existsSync(inClone('docs/rules/topology/failover-slow.md'))).toBe(true);
      expect(read('lib/core/rules/index.ts')).toContain("from './topology/failover-slow.ts'");
      const formatted = type('node_modules/.bin/biome check lib/core/rules/topology test/core/rules/topology');
      expect(formatted).toMatchObject({ code: 0 });
      expect(type('npm test -- test/core/rules/topology/failover-slow').said).toMatch(/^3 passed, 0 failed$/m);
    },
    stepTimeoutMs,
  );
});
