import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { run } from './fake-io.ts';

async function fileWith(text: string, name = 'cluster.yaml'): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'config-')), name);
  await writeFile(file, text);
  return file;
}

const environment = `
alerts:
  email: [oncall@example.com, night@example.com]
  slack: {workspaceId: T0123ABCD, channelId: C0123ABCD}
  pagerduty: {secret: pager, region: eu}
  queues: ["arn:aws:sqs:eu-west-1:123456789012:redis"]
watchdog: {email: []}
digest: {timeZone: Europe/Berlin}
storage: {encryption: kms, objectLock: {mode: governance, days: 30}}
clusters:
  - id: shop
    seeds: [10.0.0.1:6379]
    username: auditor
    secret: shop/auditor
    tls: {servername: cache.internal}
    network:
      vpcId: vpc-0a1b2c3d
      availabilityZones: [eu-west-1a, eu-west-1b]
      subnetIds: [subnet-0a1b2c3d, subnet-4e5f6071]
      routeTableIds: [rtb-0a1b2c3d]
      egress: endpoints
    schedules:
      slowlog: rate(5 minutes)
      persistence: {schedule: cron(10 3 * * ? *), timeZone: Europe/Berlin}
    policy: {minReplicas: 2, aof: {roles: []}}
    maintenance:
      - name: weekly-restart
        owner: platform team
        reason: nodes are restarted one after another
        schedule: cron(0 3 ? * SUN *)
        duration: 2h
        matchers: {rule: topology/*, severity: [warning, critical]}
      - {name: backup, owner: ann, reason: load, schedule: {schedule: 30 1 * * *, timeZone: Europe/Berlin}, duration: 20m, matchers: {all: true}}
    rules:
      slowlog/off: {off: noisy}
      latency/round-trip-slow: {severity: info, options: {failAboveMs: 5}}
      slowlog/slow-command: {severity: warning}
`;

describe('config check', () => {
  test('says that a file is in order, and which rules it switches off', async () => {
    const file = await fileWith('cluster: {id: shop}\nrules: {latency/monitor-off: {off: read elsewhere}}\n');
    expect(await run(['config', 'check', file])).toEqual({
      code: 0,
      stdout: `${file} is in order for cluster shop: ${rules.length - 1} rules of ${rules.length} run\n  off: latency/monitor-off (read elsewhere)\n`,
      stderr: '',
    });
  });

  test('tells everything that is wrong at once, with lines', async () => {
    const file = await fileWith(
      'clutser: {id: shop}\nrules:\n  aof/not-enabeld: {severity: info}\npolicy:\n  maxLossSeconds: -1\n',
    );
    expect(await run(['config', 'check', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `redis-auditor: ${file} has 3 problems:`,
        `  ${file}:1: clutser: unknown key; did you mean cluster?`,
        `  ${file}:3: rules.aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?`,
        `  ${file}:5: policy.maxLossSeconds: must be at least 0`,
        '`redis-auditor config schema` prints what may stand in it.',
        '',
      ].join('\n'),
    });
  });
});

describe('config check of an environment', () => {
  test('tells when replicas save, as whom, and what that costs', async () => {
    const lines = [
      'alerts: {email: [oncall@example.com]}',
      'watchdog: {}',
      'clusters:',
      '  - id: shop',
      '    seeds: [10.0.0.1:6379]',
      '    backup:',
      '      save: {schedule: cron(0 2 * * ? *), timeZone: Europe/Berlin}',
      '      username: backup',
      '      secret: shop/backup',
      '      copy:',
      '        schedule: cron(0 3 * * ? *)',
      '        keep: {count: 7, days: 30}',
      '        username: copier',
    ];
    const { code, stdout } = await run(['config', 'check', await fileWith(lines.join('\n'), 'prod.yaml')]);
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Saves on replicas, at 02:00 every day (Europe/Berlin), next 2026-03-02 01:00:00 UTC; user backup, with the password in secret shop/backup',
    );
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Copies into the bucket, which keeps the newest 7 and those of 30 days, at 03:00 every day (UTC), next 2026-03-02 03:00:00 UTC; user copier, without a password',
    );
    expect(stdout).toContain('saves on replicas, 256 MB');
    expect(stdout).not.toContain('no alarm can look back');
    const seldom = lines.join('\n').replace('cron(0 3 * * ? *)', 'cron(0 3 ? * SUN *)');
    const weekly = await run(['config', 'check', await fileWith(seldom, 'prod.yaml')]);
    expect(weekly.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'no alarm can look back as far as from one copy to the next, seven days at most: backup/newest-too-old tells of a missed one',
    );
    expect(weekly.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'backup/newest-too-old, firstWithinHours 170 (default 0), maxAgeHours 170 (default 26)',
    );
  });

  test('tells what will be deployed, with its defaults, and what it costs', async () => {
    const file = await fileWith(environment, 'prod.yaml');
    const { code, stdout, stderr } = await run(['config', 'check', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const text = stdout.replaceAll(/\s+/g, ' ');
    const shown = [
      `${file} is in order: environment prod, 1 cluster`,
      'Deploys to where your credentials lead',
      'Alerts to oncall@example.com, night@example.com, Slack channel C0123ABCD of T0123ABCD by Amazon Q Developer, PagerDuty in the EU by the key in secret pager (critical and warning) and queue arn:aws:sqs:eu-west-1:123456789012:redis',
      'Watchdog nobody by mail: subscribe to its topic yourself',
      'Digest of the week, at 08:00 on Mon (Europe/Berlin), next 2026-03-02 07:00:00 UTC',
      'Storage facts and history expire after 400 days; encrypted with a KMS key of its own; each object locked for 30 days (governance); kept when the stack is destroyed',
      'Cluster shop',
      'Login user auditor, with the password in secret shop/auditor, by TLS, certificates for cache.internal checked against the public authorities',
      'Network vpc-0a1b2c3d, 2 subnets in eu-west-1a and eu-west-1b; a security group is made; egress endpoints: AWS is reached by endpoints that are made; an S3 endpoint is made in rtb-0a1b2c3d',
      'Audits slowlog every 5 minutes, counted from the deploy',
      'persistence at 03:10 every day (Europe/Berlin), next 2026-03-02 02:10:00 UTC',
      'Policy aof.roles none (default primary+replica), minReplicas 2 (default 1)',
      'Maintenance weekly-restart, cron(0 3 ? * SUN *) (UTC) for 2h, open until 2026-03-01 05:00:00 UTC; holds back rule=topology/* severity=warning,critical; platform team: nodes are restarted one after another',
      'backup, 30 1 * * * (Europe/Berlin) for 20m, next 2026-03-02 00:30:00 UTC; holds back everything; ann: load',
      'no schedule runs auditor/policy-outdated, clients/connection-storm,',
      'off: slowlog/off (noisy)',
      'changed: latency/round-trip-slow, severity info (default warning), failAboveMs 5 (default 10)',
      'Estimated bill: $',
      'endpoints for Secrets Manager 1,460 zone-hours $14.60',
    ];
    expect(shown.filter((words) => !text.includes(words))).toEqual([]);
    expect(text).not.toContain('slowlog/slow-command,');
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual(
      [`${file} is in order: environment prod, 1 cluster`].filter((line) => line.length > 100),
    );
  });

  const short = (days: number) =>
    `cannot tell all of the week: what it is made of expires after ${days === 1 ? '1 day' : `${days} days`} (storage.expireAfterDays), and it looks back on 7`;
  test.each<[string, string, string | undefined]>([
    ['six days and a digest of the week', 'digest: {}\nstorage: {expireAfterDays: 6}', short(6)],
    ['one day and a digest of the week', 'digest: {}\nstorage: {expireAfterDays: 1}', short(1)],
    ['seven days and a digest of the week', 'digest: {}\nstorage: {expireAfterDays: 7}', undefined],
    ['one day and a digest of the day', 'digest: {period: day}\nstorage: {expireAfterDays: 1}', undefined],
    ['one day and no digest', 'storage: {expireAfterDays: 1}', undefined],
  ])('tells when a digest looks back further than anything is kept: %s', async (_, lines, wanted) => {
    const rest = 'alerts: {email: [a@example.com]}\nwatchdog: {}\nclusters: [{id: shop, seeds: ["10.0.0.1:6379"]}]\n';
    const { code, stdout } = await run(['config', 'check', await fileWith(`${lines}\n${rest}`, 'prod.yaml')]);
    expect(code).toBe(0);
    expect(/cannot tell all of .*? looks back on \d+/.exec(stdout.replaceAll(/\s+/g, ' '))?.[0]).toBe(wanted);
  });

  test('tells everything that is wrong at once, with lines', async () => {
    const text = environment.replace('egress: endpoints', 'egress: none').replace('(10 3 * * ? *)', '(0 0 30 2 ? *)');
    const file = await fileWith(text, 'prod.yaml');
    expect(await run(['config', 'check', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `redis-auditor: ${file} has 2 problems:`,
        `  ${file}:14: clusters[0].secret: cannot be read: with network.egress none the function reaches nothing of AWS but S3; set egress: endpoints to make an endpoint for it, egress: nat if the subnets have a NAT gateway, or leave network out`,
        `  ${file}:24: clusters[0].schedules.persistence.schedule: never fires: no such day is to come; mind the length of the months, and the year`,
        '`redis-auditor config schema --environment` prints what may stand in it.',
        '',
      ].join('\n'),
    });
  });

  test.each([
    ['without its clusters', 'alerts: {}\nwatchdog: {}\n', 'clusters: is missing'],
    ['whose clusters have a slip', 'alerts: {}\nclustres: []\n', 'clustres: unknown key; did you mean clusters?'],
    [
      'with the key of the other kind',
      'alerts: {}\ncluster: {id: a}\n',
      'cluster: unknown key; did you mean clusters?',
    ],
  ])('knows an environment %s', async (_, text, problem) => {
    const { code, stderr } = await run(['config', 'check', await fileWith(text)]);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).toContain('config schema --environment');
  });
});

describe('config check of several files', () => {
  test('tells of each what it comes to', async () => {
    const [good, bad, missing] = [await fileWith('cluster: {id: shop}'), await fileWith('x: 1'), '/nowhere/prod.yaml'];
    const { code, stdout, stderr } = await run(['config', 'check', good, bad, missing, good]);
    expect(code).toBe(2);
    expect(stdout).toBe(
      `${good} is in order for cluster shop: ${rules.length} rules of ${rules.length} run\n`
        .repeat(2)
        .replace(/(?<=run\n)(?=.)/, '\n'),
    );
    expect(stderr).toContain(`redis-auditor: ${bad} has a problem:\n  ${bad}:1: x: unknown key;`);
    expect(stderr).toContain(`\n${missing} has a problem:\n  ${missing}: there is no such file\n`);
  });

  test('takes the name of an environment for its file', async () => {
    const before = process.cwd();
    const directory = await mkdtemp(join(tmpdir(), 'config-'));
    await mkdir(join(directory, 'environments'));
    await writeFile(join(directory, 'environments', 'prod.yaml'), environment);
    process.chdir(directory);
    try {
      const { code, stdout } = await run('config check prod');
      expect({ code, line: stdout.split('\n')[0] }).toEqual({
        code: 0,
        line: 'environments/prod.yaml is in order: environment prod, 1 cluster',
      });
      expect((await run('config check staging')).stderr).toContain(
        '  environments/staging.yaml: there is no such file',
      );
    } finally {
      process.chdir(before);
    }
  });
});

test('config schema prints a schema that knows the rules of this version', async () => {
  const { code, stdout } = await run('config schema');
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout).properties.rules.properties)).toEqual(rules.map(({ id }) => id));
});

test('config schema --environment prints that of environments', async () => {
  const { code, stdout } = await run('config schema --environment');
  expect(code).toBe(0);
  const { clusters } = JSON.parse(stdout).properties;
  expect(Object.keys(clusters.items.properties.rules.properties)).toEqual(rules.map(({ id }) => id));
});
