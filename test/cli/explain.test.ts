import { describe, expect, test } from '@jest/globals';
import { knownCommands } from '../../lib/core/explain/commands.ts';
import { eventRows } from '../../lib/core/explain/events.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { run } from './fake-io.ts';

/** Without line breaks, for sentences that may be wrapped anywhere. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('explain', () => {
  test('a command: what it is, why it is slow, what to do, and what its time means', async () => {
    const { code, stdout } = await run('explain hgetall');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^HGETALL \(reads a whole collection\)\n\ncost {6}O\(N\)[^]*\nwhat [^]*\nwhy slow [^]*\nto do /,
    );
    expect(flat(stdout)).toContain("on the server's only command thread");
  });

  test('words in quotes or without are the same command', async () => {
    expect(await run(['explain', 'CLUSTER SLOTS'])).toEqual(await run('explain cluster slots'));
  });

  test('the arguments of PSYNC matter', async () => {
    const full = flat((await run(['explain', 'PSYNC ? -1'])).stdout);
    const partial = flat(
      (await run(['explain', 'PSYNC', '8371b4fb1155b71f4a04d3e1bc3e18c4a990aeeb', '850458573'])).stdout,
    );
    expect(full).toContain('gets a full copy of the dataset');
    expect(partial).toContain('asks only for the part it missed');
  });

  test('an event of the latency monitor', async () => {
    const { stdout } = await run('explain expire-cycle');
    expect(stdout).toMatch(
      /^expire-cycle \(event of the latency monitor\)\n\ntimed [^]*\ncause [^]*\nto do [^]*\nwatched /,
    );
  });

  test('`command` is an event and COMMAND a command: in doubt both', async () => {
    const [both, capitals] = [await run('explain command'), await run('explain COMMAND')];
    expect(both.stdout).toContain(capitals.stdout);
    expect(both.stdout).toContain('command (event of the latency monitor)');
    expect(capitals.stdout).not.toContain('latency monitor');
  });

  test('a rule', async () => {
    expect(await run('explain aof/not-enabled')).toEqual(await run('rules explain aof/not-enabled'));
  });

  test('a slip is answered with what was meant', async () => {
    expect((await run('explain clutser slots')).stderr).toContain('Did you mean CLUSTER SLOTS?');
    expect((await run('explain frok')).stderr).toContain('Did you mean fork?');
    expect((await run('explain topology/slot-uncoverd')).stderr).toContain('Did you mean topology/slot-uncovered?');
  });

  test('everything that can be explained fits on a narrow terminal', async () => {
    const events = eventRows.flatMap(({ names }) => names.split(' '));
    const commands = [...knownCommands()].map((command) => command.replace('|', ' '));
    for (const what of [...commands, ...events, ...rules.map(({ id }) => id)]) {
      const { code, stdout } = await run(['explain', what], { columns: 70 });
      const tooLong = stdout
        .split('\n')
        .filter((line) => line.length > 70 && !/redis-cli|openssl|https?:|^\S+ {2,}\S+$|^ +[A-Z]+ /.test(line));
      expect({ what, code, tooLong }).toEqual({ what, code: 0, tooLong: [] });
    }
  });
});
