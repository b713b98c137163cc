import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { run } from './fake-io.ts';

const allowed = (line: string): readonly string[] => line.match(/\+\S+/g) ?? [];

describe('acl', () => {
  test('prints a line that can be pasted, for all rules, and one for each command that only some servers have', async () => {
    const { code, stdout, stderr } = await run('acl');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^ACL SETUSER auditor reset on >PASSWORD resetkeys resetchannels -@all \+[^\n]*\nACL SETUSER auditor \+commandlog\|get\nACL SETUSER auditor \+cluster\|slot-stats\n$/,
    );
    expect(allowed(stdout)).toEqual(
      expect.arrayContaining(['+info', '+config|get', '+slowlog|get', '+cluster|nodes', '+latency|latest']),
    );
  });

  test('allows nothing that writes, resets or opens a key', async () => {
    const { stdout } = await run('acl');
    expect(stdout).not.toMatch(/~|%R|allkeys|\+@|\+config |\+config\|set|\|reset|\+keys|\+get |\+client\|kill|\+eval/);
    expect(new Set(allowed(stdout)).size).toBe(allowed(stdout).length);
  });

  test('for another user, and with what to mind for a person', async () => {
    const { stdout, stderr } = await run('acl --user monitoring', { stderrIsTty: true });
    expect(stdout).toMatch(/^ACL SETUSER monitoring reset/);
    expect(stderr).toContain('Put a long random password in place of PASSWORD.');
  });

  test('for the user that saves on replicas, who may do that and ask who and how the members are', async () => {
    const { code, stdout } = await run('acl --for backup');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'ACL SETUSER backup reset on >PASSWORD resetkeys resetchannels -@all +info +cluster|nodes +role +bgsave +client|setname\n',
    });
    expect((await run('acl --for backup --user saver')).stdout).toMatch(/^ACL SETUSER saver reset/);
    expect((await run('acl --for nothing')).code).toBe(2);
  });

  test('asks for less when a configuration switches rules off', async () => {
    const asking = rules.filter(({ needs, optional }) =>
      [...needs, ...optional].some((fact) => fact.startsWith('acl.')),
    );
    const file = join(await mkdtemp(join(tmpdir(), 'acl-')), 'cluster.yaml');
    await writeFile(file, `rules:\n${asking.map(({ id }) => `  ${id}: {off: nobody uses ACLs here}\n`).join('')}`);
    expect(asking.length).toBeGreaterThan(0);
    expect((await run('acl')).stdout).toContain('+acl|list');
    expect((await run(['acl', '--config', file])).stdout).not.toContain('+acl|list');
  });
});
