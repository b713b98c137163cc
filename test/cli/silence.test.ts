import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { recordStore } from '../../lib/adapters/stores/shared/records.ts';
import { silenceStore } from '../../lib/adapters/stores/shared/silence-records.ts';
import { type Alert, noAlerts } from '../../lib/core/alert.ts';
import { emptyBaselines } from '../../lib/core/baselines.ts';
import { nodeId, start } from '../builders/facts.ts';
import { findingOf } from '../builders/finding.ts';
import { at, silenceOf } from '../builders/silences.ts';
import { run } from './fake-io.ts';

let directory = '';
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'silence-cli-'));
  await seed([
    alertOf({ port: 7001 }),
    alertOf({
      port: 7002,
      told: { mail: { state: 'firing', severity: 'critical', at: at(-3600), certain: true } },
    }),
    alertOf({ rule: 'rdb/last-save-failed', state: 'pending' }),
  ]);
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function alertOf(change: Partial<Alert> & { readonly port?: number }): Alert {
  const { port = 7001, rule = 'aof/not-enabled', ...rest } = change;
  const { fingerprint, severity, resource, message } = findingOf({ rule, port });
  return {
    fingerprint,
    rule,
    severity,
    resource,
    message,
    state: 'firing',
    since: at(-3600),
    failedAt: at(-3600),
    changedAt: at(-3600),
    failures: 1,
    passes: 0,
    reason: 'failed in this audit',
    told: {},
    ...rest,
  };
}

/** A store as audits of cluster shop leave it. */
async function seed(alerts: readonly Alert[]): Promise<void> {
  const records = recordStore(directoryStore(directory));
  const byPrint = Object.fromEntries(alerts.map((alert) => [alert.fingerprint, alert]));
  await records.save('shop', { alerts: { ...noAlerts, alerts: byPrint }, baselines: emptyBaselines }, null);
  const nodes = [7001, 7002].map((port) => [
    nodeId(port),
    { runId: 'x', slowlogId: null, latency: null, address: `127.0.0.1:${port}` },
  ]);
  await records.saveCursors('shop', { schemaVersion: 1, nodes: Object.fromEntries(nodes) });
}

const silences = async () => (await silenceStore(directoryStore(directory)).loadSilences('shop')).book.silences;

/** Runs `silence …` on the store at so many seconds after the start, as ann. */
async function silence(line: string, more: readonly string[] = [], seconds = 0) {
  const words = ['silence', ...line.split(' '), '--store', directory, '--cluster', 'shop', ...more];
  const ran = await run(words, { now: () => start + seconds * 1000, env: { USER: 'ann' }, columns: 100 });
  return { ...ran, stdout: ran.stdout.replaceAll(directory, 'DIR'), stderr: ran.stderr.replaceAll(directory, 'DIR') };
}

const idOf = async (index: number): Promise<string> => (await silences())[index]?.id ?? '';

describe('silence add', () => {
  test('says until when, why, and what it holds back now', async () => {
    const { code, stdout, stderr } = await silence('add rule=aof/* --for 2h', ['--reason', 'new disk']);
    const id = await idOf(0);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    expect(stdout).toBe(`Silence ${id} of cluster shop: rule=aof/*
  until   2026-03-01 05:00:00 UTC (2 h)
  owner   ann
  reason  new disk

It holds back 2 firing alerts, 1 of which was told already:
  aof/not-enabled on 127.0.0.1:7001, since 2026-03-01 02:00:00 UTC
  aof/not-enabled on 127.0.0.1:7002, since 2026-03-01 02:00:00 UTC
\`redis-auditor silence end ${id} --store DIR --cluster shop\` ends it earlier.
`);
  });

  test('stores it as it was asked for', async () => {
    await silence('add rule=aof/* node=127.0.0.1:7001 --until 2026-03-01T06:00+01:00 --owner bob', [
      '--reason',
      'new disk',
    ]);
    expect(await silences()).toEqual([
      {
        id: expect.any(String),
        matchers: { rule: ['aof/*'], node: ['127.0.0.1:7001'] },
        owner: 'bob',
        reason: 'new disk',
        createdAt: at(0),
        startsAt: at(0),
        endsAt: at(7200),
      },
    ]);
  });

  test('says when nothing that fires matches, and which node nobody has met', async () => {
    const { stdout } = await silence('add node=127.0.0.1:7009 --for 2h', ['--reason', 'new node']);
    expect(stdout).toContain(
      'It matches nothing that fires now.\nNo audit has met a node at 127.0.0.1:7009: mind the spelling.\n',
    );
  });

  test('says what one that is to come would hold back', async () => {
    const { stdout } = await silence('add rule=aof/* node=127.0.0.1:7001 --from 2026-03-02T03:00Z --for 30m', [
      '--reason',
      'x',
    ]);
    expect(stdout).toContain('  from    2026-03-02 03:00:00 UTC\n  until   2026-03-02 03:30:00 UTC (30 min)\n');
    expect(stdout).toContain('It would hold back 1 firing alert:\n');
  });

  test('--format json says the same to programs', async () => {
    const { stdout } = await silence('add rule=aof/* node=127.0.0.1:7001 --for 2h --format json', ['--reason', 'x']);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      cluster: 'shop',
      silence: {
        ...(await silences())[0],
        phase: 'active',
        leftSeconds: 7200,
        alerts: [
          {
            fingerprint: alertOf({}).fingerprint,
            rule: 'aof/not-enabled',
            severity: 'critical',
            resource: alertOf({}).resource,
            since: at(-3600),
            told: false,
          },
        ],
      },
    });
  });

  test('keeps all of many that are added at once', async () => {
    const added = await Promise.all(
      ['aof/*', 'rdb/*', 'slowlog/*'].map((rule) => silence(`add rule=${rule} --for 2h`, ['--reason', 'x'])),
    );
    expect(added.map(({ code, stderr }) => ({ code, stderr }))).toEqual(added.map(() => ({ code: 0, stderr: '' })));
    expect(await silences()).toHaveLength(added.length);
  });

  test('forgets what ended more than 30 days ago', async () => {
    const old = silenceOf({ from: -40 * 86_400, to: -31 * 86_400, id: 'old' });
    const recent = silenceOf({ from: -40 * 86_400, to: -29 * 86_400, id: 'recent' });
    await silenceStore(directoryStore(directory)).saveSilences(
      'shop',
      { schemaVersion: 1, silences: [old, recent] },
      null,
    );
    await silence('add rule=aof/* --for 2h', ['--reason', 'x']);
    expect((await silences()).map(({ id }) => id)).toEqual(['recent', expect.any(String)]);
  });
});

describe('what cannot be done as typed', () => {
  test('is told all at once, and nothing is stored', async () => {
    const ran = await run('silence add rule=aof/not-enabeld severty=info --for 200d --cluster a/b', { env: {} });
    expect(ran).toEqual({
      code: 2,
      stdout: '',
      stderr: `redis-auditor: 7 problems:
  the store is missing: say with --store where audits are kept
  --cluster a/b is no id of a cluster
  severty is nothing to match by: did you mean severity?
  rule=aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?
  a silence lasts at most 90 d: what is expected for longer is a rule to switch off or to set otherwise
  a reason is missing: say with --reason why nobody needs to be told
  an owner is missing: say with --owner whom to ask about it
\`redis-auditor silence add --help\` shows examples.
`,
    });
  });

  test.each<[string, string, readonly string[], string]>([
    ['everything without --all', 'add --for 2h', ['--reason', 'x'], 'or --all for every alert'],
    ['no reason', 'add rule=aof/* --for 2h', [], 'a reason is missing'],
    ['no end', 'add rule=aof/*', ['--reason', 'x'], 'an end is missing'],
    [
      'an unknown silence',
      'end nosuchid',
      [],
      'no silence is called nosuchid\n`redis-auditor silence list` shows all of them.',
    ],
  ])('%s', async (_, line, more, words) => {
    const { code, stdout, stderr } = await silence(line, more);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(await silences()).toEqual([]);
  });

  test.each(['add rule=aof/* --for 2h --reason x', 'list', 'end a1b2c3d4'])(
    'a cluster that nobody audited here: %s',
    async (line) => {
      const { code, stderr } = await run(`silence ${line} --store ${directory} --cluster shopp`, {
        env: { USER: 'ann' },
      });
      expect(code).toBe(2);
      expect(stderr).toContain(`no audit of cluster shopp is kept in ${directory}\nAudits show the name`);
    },
  );

  test('silences in what is no bucket', async () => {
    const { code, stderr } = await run('silence list --store s3://history/facts --cluster shop');
    expect(code).toBe(2);
    expect(stderr).toContain('s3://history/facts names no bucket');
  });

  test('a password before an address is not repeated', async () => {
    const { stderr } = await silence('add node=ann:hunter2@10.0.0.1:6379 --for 2h', ['--reason', 'x']);
    expect(stderr).toContain('node must be host:port alone');
    expect(stderr).not.toContain('hunter2');
  });

  test('silences that are damaged are not written over', async () => {
    const file = join(directory, 'state', 'cluster=shop', 'silences.json');
    writeFileSync(file, '{');
    for (const line of ['add rule=aof/* --for 2h --reason x', 'list', 'end a1b2c3d4']) {
      const { code, stderr } = await silence(line);
      expect(code).toBe(2);
      expect(stderr).toContain(
        'state/cluster=shop/silences.json in DIR is damaged\nUntil it is moved away nothing is silenced.',
      );
    }
  });
});

describe('silence list', () => {
  test('shows what is active, what comes, and what was, with the time that is left', async () => {
    const book = [
      silenceOf({ id: 'ended001', from: -7200, to: -3600 }),
      silenceOf({ id: 'early001', from: -7200, to: 7200, endedAt: at(-60), endReason: 'disk is in' }),
      silenceOf({ id: 'coming01', from: 3600, to: 7200, matchers: { severity: ['info'] } }),
      silenceOf({ id: 'active02', to: 7200, matchers: { shard: ['5461'] } }),
      silenceOf({ id: 'active01', to: 5400 }),
    ];
    await silenceStore(directoryStore(directory)).saveSilences('shop', { schemaVersion: 1, silences: book }, null);
    const { code, stdout } = await silence('list', [], 0);
    expect(code).toBe(0);
    expect(stdout).toBe(`Silences of cluster shop at 2026-03-01 03:00:00 UTC

Active
  active01  rule=aof/*
            ends in 1 h 30 min, 2026-03-01 04:30:00 UTC; holds back 2 firing alerts
            ann: new disk
  active02  shard=5461
            ends in 2 h, 2026-03-01 05:00:00 UTC
            ann: new disk

Coming
  coming01  severity=info
            begins in 1 h, 2026-03-01 04:00:00 UTC, ends 2026-03-01 05:00:00 UTC
            ann: new disk

Ended in the last 30 days
  early001  rule=aof/*
            ended 2026-03-01 02:59:00 UTC: disk is in
            ann: new disk
  ended001  rule=aof/*
            ended 2026-03-01 02:00:00 UTC
            ann: new disk
`);
  });

  test('says when there is none', async () => {
    expect((await silence('list')).stdout).toBe('Silences of cluster shop at 2026-03-01 03:00:00 UTC: none\n');
  });

  test('shows the maintenance windows of a configuration file', async () => {
    const file = join(directory, 'cluster.yaml');
    writeFileSync(
      file,
      `maintenance:
  - {name: restart, owner: platform, reason: nodes are restarted, schedule: 0 2 * * SUN, duration: 2h, matchers: {rule: topology/*}}
`,
    );
    const { stdout } = await silence('list', ['--config', file]);
    expect(stdout).toContain(`Maintenance windows
  restart   rule=topology/*
            open, ends in 1 h, 2026-03-01 04:00:00 UTC
            platform: nodes are restarted
  restart   rule=topology/*
            opens in 6 d 23 h, 2026-03-08 02:00:00 UTC, ends 2026-03-08 04:00:00 UTC
`);
  });

  test('--format json has every silence with its phase and the seconds that are left', async () => {
    await silence('add rule=rdb/* --for 2h', ['--reason', 'x']);
    const { stdout } = await silence('list --format json', [], 60);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      cluster: 'shop',
      silences: [{ phase: 'active', leftSeconds: 7140, matchers: { rule: ['rdb/*'] }, alerts: [] }],
      windows: [],
    });
  });

  test('nothing that somebody wrote plays with the terminal', async () => {
    await silenceStore(directoryStore(directory)).saveSilences(
      'shop',
      { schemaVersion: 1, silences: [silenceOf({ reason: '\u001b[2J', owner: '\u202eann' })] },
      null,
    );
    for (const format of ['text', 'json']) {
      expect((await silence(`list --format ${format}`)).stdout).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}])*$/u);
    }
  });
});

describe('silence end', () => {
  test('ends it, and says what the next audit tells', async () => {
    await silence('add rule=aof/* --for 2h', ['--reason', 'new disk']);
    const id = await idOf(0);
    const { code, stdout } = await silence(`end ${id}`, ['--reason', 'disk is in'], 600);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Silence ${id} of cluster shop has ended, 1 h 50 min before its time.
The next audit tells 1 alert, if it fires by then:
  aof/not-enabled on 127.0.0.1:7001, since 2026-03-01 02:00:00 UTC
`,
    });
    expect(await silences()).toMatchObject([{ id, endedAt: at(600), endReason: 'disk is in' }]);
  });

  test('says when another one still holds it back', async () => {
    await silence('add rule=aof/* --for 2h', ['--reason', 'new disk']);
    await silence('add node=127.0.0.1:7001 --for 2h', ['--reason', 'new host']);
    const { stdout } = await silence(`end ${await idOf(0)}`, [], 600);
    expect(stdout).toContain('Nothing that it held back is waiting to be told.');
  });

  test('--format json says the same to programs', async () => {
    await silence('add rule=aof/* --for 2h', ['--reason', 'new disk']);
    const { stdout } = await silence(`end ${await idOf(0)} --format json`, [], 600);
    expect(JSON.parse(stdout)).toMatchObject({
      cluster: 'shop',
      silence: { phase: 'ended', endedAt: at(600), leftSeconds: 0, alerts: [] },
      released: [{ rule: 'aof/not-enabled', told: false }],
    });
  });

  test('does not end what has ended', async () => {
    await silence('add rule=aof/* --for 2h', ['--reason', 'new disk']);
    const id = await idOf(0);
    await silence(`end ${id}`, [], 600);
    const { code, stderr } = await silence(`end ${id}`, [], 700);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `redis-auditor: silence ${id} has ended already, 2026-03-01 03:10:00 UTC\nNothing was changed.\n`,
    );
    expect(await silences()).toMatchObject([{ endedAt: at(600) }]);
  });

  test('names the one that was probably meant', async () => {
    await silence('add rule=aof/* --for 2h', ['--reason', 'new disk']);
    const id = await idOf(0);
    expect((await silence(`end ${id.slice(0, 7)}`)).stderr).toContain(`Did you mean ${id}?`);
  });
});
