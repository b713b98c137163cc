import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

/** What of a rule's file differs from one that is in order; a text stands for itself, as TypeScript. */
export type RuleText = Readonly<Record<string, string>>;

/** Folders of rules for the tests of a file, gone after them. */
export function useRuleFolders(): (files: Readonly<Record<string, string>>) => string {
  const directory = mkdtempSync(join(tmpdir(), 'local-rules-'));
  let made = 0;
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return (files) => {
    const folder = join(directory, `rules-${++made}`);
    mkdirSync(folder);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    return folder;
  };
}

/** The file of a node rule that needs one directive, and passes. @param change properties as they are written */
export function ruleText(id: string, change: RuleText = {}): string {
  const properties = {
    id: `'${id}'`,
    title: "'Something of ours is wrong'",
    severity: "'warning'",
    scope: "'node'",
    providers: "['self-managed']",
    needs: "['config.cluster-node-timeout']",
    why: "'We said so.'",
    fix: "['Mend it.']",
    links: '[]',
    check: '() => pass()',
    ...change,
  };
  const lines = Object.entries(properties).map(([name, value]) => `  ${name}: ${value},`);
  const kit = "import { defineRule, fail, numberOption, pass, skip, unknown } from 'redis-cluster-auditor/rules';";
  return [kit, 'export const rule = defineRule({', ...lines, '});', ''].join('\n');
}
