import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { digestStage } from '../builders/digested.ts';
import { run } from './fake-io.ts';

const directory = mkdtempSync(join(tmpdir(), 'digest-'));
const now = (): number => Date.UTC(2026, 2, 1, 6);
const digest = (words: string) => run(`digest --store ${directory} ${words}`, { now });

beforeAll(async () => {
  const stage = digestStage(directoryStore(directory));
  await stage.audit({ at: 0 });
  await stage.audit({ at: 3600, nodes: { 7001: { info: { aof_enabled: 0 } } } });
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('digest', () => {
  test('sums up the only cluster there is, up to now', async () => {
    const { code, stdout, stderr } = await digest('--period day');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^Redis shop: day to 2026-03-01\n2026-02-28 06:00 to 2026-03-01 06:00 UTC\n2 still fire, 2 began, /,
    );
    expect(stdout).toContain('\n  0 (127.0.0.1:7001)      everything     everything');
    expect(stdout).toContain('\n  aof      on      off    127.0.0.1:7001\n');
  });

  test.each([
    ['json', /^\{\n {2}"schemaVersion": 1,\n {2}"cluster": "shop",/],
    ['html', /^<!doctype html>\n/],
    ['markdown', /^# Redis shop: week to 2026-03-01\n/],
  ])('is to be had as %s', async (format, form) => {
    const { code, stdout } = await digest(`--format ${format}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(form);
  });

  test('ends where it is told to, a day standing for its beginning', async () => {
    expect((await digest('--to 2026-03-01')).stdout).toContain('2026-02-22 00:00 to 2026-03-01 00:00 UTC');
    expect((await digest('--to 2026-03-01T03:30Z')).stdout).toContain('0 still fire, 0 began');
  });

  test.each([
    ['--to tomorrow', '--to tomorrow is no day and no time with its zone'],
    ['--to 2026-03-02', '--to 2026-03-02 lies ahead'],
    ['--cluster a/b', '--cluster a/b is no id of a cluster'],
    ['--cluster cart', `no audit of cluster cart is kept in ${directory}\nThere are shop`],
    ['--period month', "argument 'month' is invalid"],
  ])('refuses %s', async (words, message) => {
    const { code, stderr, stdout } = await digest(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.toLowerCase()).toContain(message.toLowerCase());
  });

  test('of several clusters wants to know which', async () => {
    const several = mkdtempSync(join(tmpdir(), 'digest-'));
    const stage = digestStage(directoryStore(several));
    await stage.audit({ at: 0 });
    await stage.audit({ at: 0, cluster: { id: 'cart', provider: 'self-managed' } });
    const { code, stderr } = await run(`digest --store ${several}`, { now });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('say with --cluster which one'),
    });
    expect(stderr).toContain('cart and shop');
    expect((await run(`digest --store ${several} --cluster cart`, { now })).code).toBe(0);
    rmSync(several, { recursive: true });
  });

  test('says so of a store without audits', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'digest-'));
    expect(await run(`digest --store ${empty}`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no audit is kept in'),
    });
    rmSync(empty, { recursive: true });
  });
});
