import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../../lib/config/config-error.ts';
import { environmentName, parseEnvironment } from '../../../lib/config/environment/load.ts';
import { SLACK_OR_ENDPOINTS } from '../../../lib/config/environment/schema.ts';
import { defaultAlertSettings } from '../../../lib/core/alert-settings.ts';
import { defaultPolicy } from '../../../lib/core/policy.ts';
import { rules as catalogue } from '../../../lib/core/rules/index.ts';
import { cluster, head, network, now, parse, problems, withCluster } from './environment.ts';

const rate = (minutes: string) => ({ schedule: minutes, timeZone: 'UTC' });

describe('an environment', () => {
  test('of the least that has to be there has all defaults', () => {
    expect(parse(head + cluster)).toEqual({
      alerts: { email: ['a@example.com'], queues: [], endpoints: [] },
      watchdog: { email: ['b@example.com'] },
      storage: { expireAfterDays: 400, encryption: 's3', keepOnDestroy: true },
      athena: false,
      logs: { retentionDays: 30 },
      tracing: false,
      clusters: [
        {
          id: 'shop',
          provider: 'self-managed',
          seeds: ['10.0.0.1:6379'],
          natMap: {},
          schedules: {
            full: rate('rate(15 minutes)'),
            slowlog: rate('rate(5 minutes)'),
            latency: rate('rate(5 minutes)'),
            topology: rate('rate(5 minutes)'),
          },
          policy: defaultPolicy,
          rules: {},
          collection: { deadlineSeconds: 30, concurrency: 64 },
          alerting: defaultAlertSettings,
          maintenance: [],
        },
      ],
    });
  });

  test('that names one kind of audit runs that one alone', () => {
    expect(parse(withCluster('schedules: {full: rate(1 hour)}')).clusters[0]?.schedules).toEqual({
      full: rate('rate(1 hour)'),
    });
  });

  test('may have a section whose lines are all commented out', () => {
    expect(parse(`storage:\n  #encryption: kms\n${head}${cluster}    natMap:\n      # a: b\n`)).toEqual(
      parse(head + cluster),
    );
  });

  test.each([
    ['every night', 'rate(1 day)', '', {}, { 'backup/newest-too-old': { options: { firstWithinHours: 26 } } }],
    [
      'every week',
      'cron(0 3 ? * SUN *)',
      '',
      {},
      { 'backup/newest-too-old': { options: { maxAgeHours: 170, firstWithinHours: 170 } } },
    ],
    [
      'every week, with a limit of its own',
      'rate(7 days)',
      'policy: {backup: {lastDrill: "2026-03-01"}}\nrules: {backup/newest-too-old: {options: {maxAgeHours: 200}}}',
      { lastDrill: '2026-03-01' },
      { 'backup/newest-too-old': { options: { maxAgeHours: 200 } } },
    ],
    [
      'every week, and a rule that is off',
      'rate(7 days)',
      'rules: {backup/newest-too-old: {off: looked at by hand}}',
      {},
      { 'backup/newest-too-old': { off: 'looked at by hand' } },
    ],
  ])('that schedules copies %s expects them in its bucket', (_, schedule, more, backup, rules) => {
    const copy = `backup: {copy: {schedule: ${schedule}, keep: {count: 7}}}`;
    expect(parseEnvironment(withCluster(`${copy}\n${more}`), catalogue, 'prod.yaml', now).clusters[0]).toMatchObject({
      policy: { ...defaultPolicy, backup },
      rules,
    });
  });

  test('is named after its file', () => expect(environmentName('/somewhere/environments/prod.yaml')).toBe('prod'));
});

describe('clusters share settings by aliases', () => {
  const shared = `${head}${cluster}    rules: &rules\n      slowlog/off: {off: noisy}\n`;

  test('all of a section', () => {
    const { clusters } = parse(`${shared}  - id: second\n    seeds: [10.0.0.2:6379]\n    rules: *rules\n`);
    expect(clusters.map(({ rules }) => rules)).toEqual([
      { 'slowlog/off': { off: 'noisy' } },
      { 'slowlog/off': { off: 'noisy' } },
    ]);
  });

  test('or with some more of its own, by <<', () => {
    const own = '    rules:\n      <<: *rules\n      aof/write-failed: {severity: info}\n';
    const { clusters } = parse(`${shared}  - id: second\n    seeds: [10.0.0.2:6379]\n${own}`);
    expect(clusters[1]?.rules).toEqual({ 'slowlog/off': { off: 'noisy' }, 'aof/write-failed': { severity: 'info' } });
  });

  test('a hundred and fifty of them', () => {
    const more = Array.from({ length: 150 }, (_, index) => `  - {id: c${index}, seeds: [h:1], rules: *rules}\n`);
    expect(parse(shared + more.join('')).clusters).toHaveLength(151);
  });

  const second = '  - id: second\n    seeds: [10.0.0.2:6379]\n';
  test.each<[string, string, readonly string[]]>([
    [
      'what is wrong is told once, where it stands',
      `${head}${cluster}    rules: &rules\n      slowlog/of: {}\n${second}    rules: *rules\n`,
      ['7 clusters[0].rules.slowlog/of: no rule is called that; did you mean slowlog/off?'],
    ],
    [
      'also behind <<',
      `${head}${cluster}    rules: &rules\n      slowlog/off: {severity: bad}\n${second}    rules:\n      <<: *rules\n`,
      ['7 clusters[0].rules.slowlog/off.severity: must be one of critical, warning, info'],
    ],
    [
      'what only the second one makes wrong is told where that stands',
      `${head}${cluster}    network: &network ${network}\n${second}    network: *network\n    secret: shop/auditor\n`,
      [
        '10 clusters[1].secret: cannot be read: with network.egress none the function reaches nothing of AWS but S3; ' +
          'set egress: endpoints to make an endpoint for it, egress: nat if the subnets have a NAT gateway, or leave network out',
      ],
    ],
    [
      'one that leads nowhere',
      `${head}${cluster}    rules: *rules\n`,
      ['- : has an alias (a word after *) that leads nowhere; put text that begins with * in quotes'],
    ],
    [
      'one inside of itself',
      `${head}${cluster}    rules: &rules {a: *rules}\n`,
      ['- : has an alias inside of what it stands for; write it out'],
    ],
    [
      '<< with something else',
      `${head}${cluster}    rules: {<<: [1]}\n`,
      ['- : has a << that merges no mapping; let an alias follow it'],
    ],
  ])('%s', (_, text, expected) => expect(problems(text)).toEqual(expected));
});

describe('what is wrong is told with its line, and what to change', () => {
  test.each<[string, string, readonly string[]]>([
    ['an empty file', '', ['1 alerts: is missing', '1 watchdog: is missing', '1 clusters: is missing']],
    ['a list', '- 1', ['1 : must be a mapping (key: value)']],
    ['a key with a slip at the top', `logz: {}\n${head}${cluster}`, ['1 logz: unknown key; did you mean logs?']],
    [
      'a needed key with a slip, which is not missing too',
      `alerts: {email: [a@example.com]}\nwatchdgo: {}\nclusters:\n${cluster}`,
      ['2 watchdgo: unknown key; did you mean watchdog?'],
    ],
    [
      'a key with a slip in a cluster',
      withCluster('polcy: {}'),
      ['6 clusters[0].polcy: unknown key; did you mean policy?'],
    ],
    [
      'a key of the other kind of file',
      withCluster('tls: {cert: a.pem}'),
      ['6 clusters[0].tls.cert: unknown key; known here: ca, servername, insecure'],
    ],
    ['a value of the wrong kind', withCluster('tls: []'), ['6 clusters[0].tls: must be a mapping (key: value)']],
    ['clusters that are no list', `${head.trimEnd()} {}`, ['3 clusters: must be a list']],
    ['a cluster that is a list', `${head}  - [shop]`, ['4 clusters[0]: must be a mapping (key: value)']],
    ['no cluster', `${head.trimEnd()} []`, ['3 clusters: must name at least one cluster']],
    [
      'a cluster without anything',
      `${head}  - {}`,
      ['4 clusters[0].id: is missing', '4 clusters[0].seeds: is missing'],
    ],
    ['no seeds', `${head}  - {id: a, seeds: []}`, ['4 clusters[0].seeds: must name at least one node to begin with']],
    [
      'two clusters of one name',
      `${head}${cluster}  - id: other\n    seeds: [h:1]\n  - id: shop\n    seeds: [h:1]\n`,
      [
        '8 clusters[2].id: is the id of clusters[0] too; facts, alerts and functions go by it: give each cluster its own',
      ],
    ],
    [
      'a provider that is not built yet',
      withCluster('provider: memorydb'),
      [
        '6 clusters[0].provider: cannot be deployed yet: only self-managed is built; deploy self-managed clusters only for now',
      ],
    ],
    [
      'a provider with a slip',
      withCluster('provider: elastcache'),
      [
        '6 clusters[0].provider: must be one of self-managed, elasticache, elasticache-serverless, memorydb; did you mean elasticache?',
      ],
    ],
  ])('%s', (_, text, expected) => expect(problems(text)).toEqual(expected));
});

describe('account and region', () => {
  const wanted = 'name both, or neither to deploy to where your credentials lead';
  test.each<[string, string, readonly string[]]>([
    ['an account alone', 'account: "123456789012"\n', [`1 account: is named without region; ${wanted}`]],
    ['a region alone', 'region: eu-west-1\n', [`1 region: is named without account; ${wanted}`]],
    [
      'an account without quotes',
      'region: eu-west-1\naccount: 123456789012\n',
      ['2 account: must be the twelve digits of an AWS account, in quotes'],
    ],
    [
      'a zone instead of a region',
      'account: "123456789012"\nregion: eu-west-1a\n',
      ['2 region: must be an AWS region, as eu-west-1'],
    ],
    ['both', 'account: "123456789012"\nregion: eu-west-1\n', []],
  ])('%s', (_, lines, expected) => expect(problems(`${lines}${head}${cluster}`)).toEqual(expected));
});

describe('a secret of another region', () => {
  const arn = (region: string) => `arn:aws:secretsmanager:${region}:123456789012:secret:shop-a1B2c3`;
  const there = arn('us-east-1');
  const here = 'account: "123456789012"\nregion: eu-west-1\n';
  const cannot =
    'is in us-east-1, and a function in eu-west-1 reads no secret of another region; ' +
    'replicate the secret to eu-west-1, and name the ARN of the replica';
  const everywhere = `secret: ${there}\nbackup: {save: rate(1 day), secret: ${there}, copy: {schedule: rate(1 day), keep: {count: 7}, secret: ${there}}}`;
  const toldBy = `alerts: {webhook: {secret: ${there}}, pagerduty: {secret: ${there}}}\nwatchdog: {}\nclusters:\n${cluster}`;

  test.each<[string, string, readonly string[]]>([
    [
      'is refused wherever a cluster names one',
      here + withCluster(everywhere),
      [
        `8 clusters[0].secret: ${cannot}`,
        `9 clusters[0].backup.secret: ${cannot}`,
        `9 clusters[0].backup.copy.secret: ${cannot}`,
      ],
    ],
    [
      'is refused for those who are told',
      here + toldBy,
      [`3 alerts.webhook.secret: ${cannot}`, `3 alerts.pagerduty.secret: ${cannot}`],
    ],
    ['is not known where the file names no region', withCluster(everywhere), []],
    ['is none of the same region', here + withCluster(`secret: ${arn('eu-west-1')}`), []],
    ['is none that is named without one', here + withCluster('secret: shop/us-east-1'), []],
    [
      'is not told beside a region that is none',
      `account: "123456789012"\nregion: Ireland\n${withCluster(`secret: ${there}`)}`,
      ['2 region: must be an AWS region, as eu-west-1'],
    ],
    [
      'is not told of what is no secret',
      here + withCluster(`secret: "${there} x"`),
      ['8 clusters[0].secret: must be the name or ARN of a Secrets Manager secret'],
    ],
  ])('%s', (_, text, expected) => expect(problems(text)).toEqual(expected));
});

describe('a digest', () => {
  const digest = (value: string) => problems(`digest: ${value}\n${head}${cluster}`);

  test('is declared only where somebody wants one, and is of the week then', () => {
    expect(parse(head + cluster)).not.toHaveProperty('digest');
    expect(parse(`digest: {}\n${head}${cluster}`).digest).toEqual({
      schedule: 'cron(0 8 ? * MON *)',
      timeZone: 'UTC',
      period: 'week',
    });
  });

  test.each<[string, string, readonly string[]]>([
    ['a day', '{period: day, schedule: rate(1 day)}', []],
    ['a month', '{period: month}', ['1 digest.period: must be one of day, week']],
    ['a zone with a slip', '{timeZone: Berlin}', ['1 digest.timeZone: is no time zone; did you mean Europe/Berlin?']],
    [
      'a day that never comes',
      '{schedule: cron(0 8 30 2 ? *)}',
      ['1 digest.schedule: never fires: no such day is to come; mind the length of the months, and the year'],
    ],
    ['a schedule outside', '{cron: x}', ['1 digest.cron: unknown key; known here: schedule, timeZone, period']],
  ])('of %s', (_, value, expected) => expect(digest(value)).toEqual(expected));
});

describe('a lock on what is stored', () => {
  const tooLong =
    '1 storage: objectLock keeps objects for longer than expireAfterDays lets them be: let them expire later, or lock them for less';
  test.each<[string, string, readonly string[]]>([
    ['may last as long as that is kept', '{expireAfterDays: 30, objectLock: {mode: governance, days: 30}}', []],
    ['may not last longer', '{expireAfterDays: 30, objectLock: {mode: governance, days: 31}}', [tooLong]],
    ['nor longer than it is kept by default', '{objectLock: {mode: compliance, days: 401}}', [tooLong]],
  ])('%s', (_, storage, expected) => expect(problems(`storage: ${storage}\n${head}${cluster}`)).toEqual(expected));
});

describe('who is told', () => {
  const NOBODY =
    '1 alerts: nobody would be told: name an email address, slack, webhook, pagerduty, a queue or an endpoint';
  const told = (alerts: string) => problems(`alerts: ${alerts}\nwatchdog: {}\nclusters:\n${cluster}`);
  test.each<[string, string, readonly string[]]>([
    ['nobody', '{}', [NOBODY]],
    ['nobody in empty lists', '{email: [], queues: [], endpoints: []}', [NOBODY]],
    ['an email that is none', '{email: [oncall]}', ['1 alerts.email[0]: must be an email address']],
    ['an email that is a number', '{email: [5]}', ['1 alerts.email[0]: must be an email address']],
    ['an email with a slip', '{emial: [a@example.com]}', ['1 alerts.emial: unknown key; did you mean email?']],
    ['one email outside a list', '{email: a@example.com}', ['1 alerts.email: must be a list']],
    [
      'one email twice',
      '{email: [a@example.com, a@example.com]}',
      ['1 alerts.email[1]: is named a second time; leave it out'],
    ],
    [
      'a channel by its name',
      '{slack: {workspaceId: T0123ABCD, channelId: "#alerts"}}',
      ['1 alerts.slack.channelId: must be the id of a Slack channel, as C0123ABCD'],
    ],
    [
      'a webhook by its URL',
      '{webhook: {url: "https://hooks.slack.com/services/T/B/x"}}',
      ['1 alerts.webhook.url: unknown key; known here: secret', '1 alerts.webhook.secret: is missing'],
    ],
    [
      'a URL in place of a secret',
      '{webhook: {secret: "https://hooks.slack.com/services/T/B/x"}}',
      ['1 alerts.webhook.secret: must be the name or ARN of a Secrets Manager secret'],
    ],
    ['a pager alone is enough', '{pagerduty: {secret: pager}}', []],
    [
      'info that would page',
      '{pagerduty: {secret: pager, severities: [critical, info]}}',
      ['1 alerts.pagerduty.severities[1]: must be critical or warning; info never pages'],
    ],
    [
      'a pager for nothing',
      '{pagerduty: {secret: pager, severities: []}}',
      ['1 alerts.pagerduty.severities: must name at least one'],
    ],
    [
      'a key in place of its secret',
      '{pagerduty: {key: R0R0R0R0R0R0R0R0R0R0R0R0R0R0R0R0}}',
      [
        '1 alerts.pagerduty.key: unknown key; known here: secret, severities, region',
        '1 alerts.pagerduty.secret: is missing',
      ],
    ],
    ['a queue alone is enough', '{queues: ["arn:aws:sqs:eu-west-1:123456789012:redis"]}', []],
    [
      'queues that SNS does not deliver to',
      '{queues: ["arn:aws:sqs:eu-west-1:123456789012:redis.fifo", "https://sqs.eu-west-1.amazonaws.com/1/redis"]}',
      [
        '1 alerts.queues[0]: must be the ARN of an SQS queue that is not FIFO',
        '1 alerts.queues[1]: must be the ARN of an SQS queue that is not FIFO',
      ],
    ],
    ['an endpoint alone is enough', '{endpoints: ["https://alerts.example.com:8443/redis?of=shop"]}', []],
    [
      'endpoints without TLS, or with a login',
      '{endpoints: ["http://alerts.example.com/", "https://u:p@alerts.example.com/"]}',
      [
        '1 alerts.endpoints[0]: must be an https:// URL without a login in it',
        '1 alerts.endpoints[1]: must be an https:// URL without a login in it',
      ],
    ],
    [
      'one endpoint twice',
      '{endpoints: ["https://a.example.com", "https://a.example.com"]}',
      ['1 alerts.endpoints[1]: is named a second time; leave it out'],
    ],
    [
      'a channel and an endpoint',
      '{slack: {workspaceId: T0123ABCD, channelId: C0123ABCD}, endpoints: ["https://a.example.com"]}',
      [`1 alerts: ${SLACK_OR_ENDPOINTS}`],
    ],
    ['a channel alone is enough', '{slack: {workspaceId: T0123ABCD, channelId: C0123ABCD}}', []],
  ])('%s', (_, alerts, expected) => expect(told(alerts)).toEqual(expected));
});

describe('where the function runs', () => {
  const way =
    'set egress: endpoints to make an endpoint for it, egress: nat if the subnets have a NAT gateway, or leave network out';
  const noWay = `cannot be read: with network.egress none the function reaches nothing of AWS but S3; ${way}`;
  const table =
    'is needed to make the gateway endpoint for S3; name in routeTableIds those of the subnets, or set s3Endpoint: existing if they lead to one';
  const without = network.replace(/, routeTableIds: \[.*?\]/, '');
  const but = (change: string, of = network) => of.replace('{', `{${change}, `);

  test.each<[string, string, readonly string[]]>([
    ['in order', `network: ${network}`, []],
    ['a secret without a way out', `network: ${network}\nsecret: shop/auditor`, [`7 clusters[0].secret: ${noWay}`]],
    [
      'a secret for saves without a way out',
      `network: ${network}\nbackup: {save: rate(1 day), secret: shop/backup}`,
      [`7 clusters[0].backup.secret: ${noWay}`],
    ],
    [
      'saves that never fire',
      'backup: {save: cron(0 0 31 2 ? *)}',
      ['6 clusters[0].backup.save: never fires: no such day is to come; mind the length of the months, and the year'],
    ],
    [
      'saves in a time zone that there is not',
      'backup: {save: {schedule: rate(1 day), timeZone: Mars/Olympus}}',
      ['6 clusters[0].backup.save.timeZone: is no time zone; write one as Europe/Berlin or UTC'],
    ],
    [
      'neither saves nor copies',
      'backup: {}',
      ['6 clusters[0].backup: nothing would ever be saved or copied: name save, copy or both, or leave it out'],
    ],
    [
      'a login for saves without saves',
      'backup: {username: backup, copy: {schedule: rate(1 day), keep: {count: 7}}}',
      [
        '6 clusters[0].backup: username and secret are those of saves, and there is no save: those of copies stand in copy',
      ],
    ],
    ['copies alone', 'backup: {copy: {schedule: rate(1 day), keep: {days: 30}}}', []],
    [
      'copies of which nobody says how long they stay',
      'backup: {copy: {schedule: rate(1 day)}}',
      ['6 clusters[0].backup.copy.keep: is missing'],
    ],
    [
      'copies of which that says nothing',
      'backup: {copy: {schedule: rate(1 day), keep: {}}}',
      [
        '6 clusters[0].backup.copy.keep: says nothing: name how many sets stay (count), for how many days (days), or both',
      ],
    ],
    [
      'more than a function can copy',
      'backup: {copy: {schedule: rate(1 day), keep: {count: 7}, expectedGigabytes: 100}}',
      [
        '6 clusters[0].backup.copy.expectedGigabytes: is more than the 26 GB that a function copies in its 15 minutes: run `redis-auditor backup copy` from cron on a host, and leave copy out',
      ],
    ],
    [
      'a secret for copies without a way out',
      `network: ${network}\nbackup: {copy: {schedule: rate(1 day), keep: {count: 7}, secret: shop/copier}}`,
      [`7 clusters[0].backup.copy.secret: ${noWay}`],
    ],
    [
      'copies that never fire, in a time zone that there is not',
      'backup: {copy: {schedule: cron(0 0 31 2 ? *), timeZone: Mars/Olympus, keep: {count: 7}}}',
      [
        '6 clusters[0].backup.copy.schedule: never fires: no such day is to come; mind the length of the months, and the year',
        '6 clusters[0].backup.copy.timeZone: is no time zone; write one as Europe/Berlin or UTC',
      ],
    ],
    ['the same in words', `network: ${but('egress: none')}\nsecret: shop/auditor`, [`7 clusters[0].secret: ${noWay}`]],
    ['a secret with endpoints', `network: ${but('egress: endpoints')}\nsecret: shop/auditor`, []],
    ['a secret with a NAT gateway', `network: ${but('egress: nat')}\nsecret: shop/auditor`, []],
    ['a secret outside any VPC', 'secret: arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-a1B2c3', []],
    [
      'no subnets',
      `network: ${network.replace(/subnetIds: \[.*?\]/, 'subnetIds: []')}`,
      ['6 clusters[0].network.subnetIds: must name at least one subnet from which the cluster can be reached'],
    ],
    [
      'subnets left out',
      `network: ${network.replace(/ subnetIds: \[.*?\],/, '')}`,
      ['6 clusters[0].network.subnetIds: is missing'],
    ],
    [
      'a subnet that is none',
      `network: ${network.replace('[subnet-', '[sub-')}`,
      ['6 clusters[0].network.subnetIds[0]: must be the id of a subnet'],
    ],
    [
      'an S3 endpoint to make, and no route table',
      `network: ${without}`,
      [`6 clusters[0].network.routeTableIds: ${table}`],
    ],
    [
      'the same with endpoints',
      `network: ${but('egress: endpoints', without)}`,
      [`6 clusters[0].network.routeTableIds: ${table}`],
    ],
    ['an S3 endpoint that is there', `network: ${but('s3Endpoint: existing', without)}`, []],
    ['a NAT gateway, by which S3 is reached too', `network: ${but('egress: nat', without)}`, []],
    [
      'more zones than subnets',
      `network: ${network.replace('1a]', '1a, eu-west-1b]')}`,
      [
        '6 clusters[0].network.availabilityZones: names more zones than there are subnets; name the zone of each subnet and no other',
      ],
    ],
    [
      'a way out by another name',
      `network: ${but('egress: natt')}`,
      ['6 clusters[0].network.egress: must be one of none, nat, endpoints; did you mean nat?'],
    ],
    ['a network whose lines are commented out', 'network:\nsecret: shop/auditor', []],
  ])('%s', (_, lines, expected) => expect(problems(withCluster(lines))).toEqual(expected));

  test('a zone of another region', () => {
    const text = `account: "123456789012"\nregion: us-east-1\n${withCluster(`network: ${network}`)}`;
    expect(problems(text)).toEqual([
      '8 clusters[0].network.availabilityZones[0]: lies outside the region of this file',
    ]);
  });
});

describe('when audits run', () => {
  const outline = 'must be rate(5 minutes) or cron(0 3 * * ? *)';
  test.each<[string, string, readonly string[]]>([
    [
      'never',
      'schedules: {}',
      ['6 clusters[0].schedules: no audit would ever run: name at least one kind, or leave it out'],
    ],
    [
      'of no kind',
      'schedules: {hourly: rate(1 hour)}',
      ['6 clusters[0].schedules.hourly: unknown key; known here: full, slowlog, latency, topology, persistence'],
    ],
    [
      'a cron that never fires',
      'schedules:\n  full: cron(0 0 30 2 ? *)',
      [
        '7 clusters[0].schedules.full: never fires: no such day is to come; mind the length of the months, and the year',
      ],
    ],
    [
      'a cron of five fields',
      'schedules:\n  full: cron(0 3 * * *)',
      [
        '7 clusters[0].schedules.full: has 5 fields in its cron, and AWS wants six; minutes, hours, day of month, month, day of week, year, as in cron(0 3 * * ? *)',
      ],
    ],
    [
      'a plural after 1',
      'schedules:\n  slowlog: rate(1 minutes)',
      ['7 clusters[0].schedules.slowlog: is refused by AWS, which wants the singular after 1; write rate(1 minute)'],
    ],
    [
      'too often',
      'schedules:\n  slowlog: rate(30 seconds)',
      [
        '7 clusters[0].schedules.slowlog: is more often than once a minute, which AWS cannot; rate(1 minute) is the shortest',
      ],
    ],
    ['once', 'schedules:\n  full: at(2027-01-01T00:00:00)', [`7 clusters[0].schedules.full: ${outline}`]],
    [
      'a number',
      'schedules:\n  full: 300',
      [`7 clusters[0].schedules.full: ${outline}, or a mapping with schedule and timeZone`],
    ],
    [
      'a mapping with a slip',
      'schedules:\n  full: {schedule: rate(1 hour), timezone: UTC}',
      ['7 clusters[0].schedules.full.timezone: unknown key; did you mean timeZone?'],
    ],
    [
      'a mapping without the schedule',
      'schedules:\n  full: {timeZone: UTC}',
      ['7 clusters[0].schedules.full.schedule: is missing'],
    ],
    [
      'a cron in a mapping, and its zone',
      'schedules:\n  full:\n    schedule: cron(0 3 * * * *)\n    timeZone: Berlin',
      [
        '8 clusters[0].schedules.full.schedule: names days both of the month and of the week in its cron, which AWS refuses; write ? for one of them',
        '9 clusters[0].schedules.full.timeZone: is no time zone; did you mean Europe/Berlin?',
      ],
    ],
  ])('%s', (_, lines, expected) => expect(problems(withCluster(lines))).toEqual(expected));
});

describe('how it is judged and kept', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a rule with a slip',
      withCluster('rules:\n  aof/not-enabeld: {}'),
      ['7 clusters[0].rules.aof/not-enabeld: no rule is called that; did you mean aof/not-enabled?'],
    ],
    [
      'a rule switched off without a reason',
      withCluster('rules:\n  slowlog/off: {off: ""}'),
      ['7 clusters[0].rules.slowlog/off.off: must not be empty: say why'],
    ],
    [
      'an option that is no number',
      withCluster('rules:\n  latency/round-trip-slow:\n    options: {samples: many}'),
      ['8 clusters[0].rules.latency/round-trip-slow.options.samples: must be a number'],
    ],
    [
      'a policy below nothing',
      withCluster('policy: {maxLossSeconds: -1}'),
      ['6 clusters[0].policy.maxLossSeconds: must be at least 0'],
    ],
    [
      'a deadline above what a function has',
      withCluster('collection: {deadlineSeconds: 900}'),
      ['6 clusters[0].collection.deadlineSeconds: must be at most 840'],
    ],
    [
      'a lock in a bucket that shall go',
      `storage: {objectLock: {mode: governance, days: 3}, keepOnDestroy: false}\n${head}${cluster}`,
      [
        '1 storage: locked objects cannot be deleted, so their bucket outlives the stack: leave keepOnDestroy out, or objectLock',
      ],
    ],
    [
      'a retention that CloudWatch does not have',
      `logs: {retentionDays: 31}\n${head}${cluster}`,
      ['1 logs.retentionDays: must be one of 7, 14, 30, 60, 90, 180, 365; did you mean 30?'],
    ],
    ['a runbook that is nowhere', `runbookUrl: our wiki\n${head}${cluster}`, ['1 runbookUrl: must be a URL']],
  ])('%s', (_, text, expected) => expect(problems(text)).toEqual(expected));
});

describe('a password', () => {
  const refused =
    'a password must not stand in this file; keep it in Secrets Manager, and name the secret with the key secret';
  test.each([
    ['in a cluster', withCluster('password: hunter2'), `6 clusters[0].password: ${refused}`],
    ['as the server calls it', withCluster('requirepass: hunter2'), `6 clusters[0].requirepass: ${refused}`],
    ['in TLS settings', withCluster('tls: {passphrase: hunter2}'), `6 clusters[0].tls.passphrase: ${refused}`],
    ['at the top', `authToken: hunter2\n${head}${cluster}`, `1 authToken: ${refused}`],
  ])('is refused %s', (_, text, expected) => expect(problems(text)).toEqual([expected]));
});

test('everything at once, in the order of the file, under its name, with where to read more', () => {
  const text = `account: "1"\nalerts: {email: [x]}\nwatchdog: {}\nclusters:\n  - id: a\n    seeds: [b]\n    schedules: {full: rate(0 days)}\n  - id: a\n    seeds: [h:1]\n    pass: x\n`;
  let thrown: unknown;
  try {
    parse(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(ConfigError);
  const { message, hint } = thrown as ConfigError;
  expect(message.split('\n').map((line) => line.replace(/^(\s*\S+:\d+|\S+ has).*$/, '$1'))).toEqual([
    'prod.yaml has',
    '  prod.yaml:1',
    '  prod.yaml:1',
    '  prod.yaml:2',
    '  prod.yaml:6',
    '  prod.yaml:7',
    '  prod.yaml:8',
    '  prod.yaml:10',
  ]);
  expect(hint).toBe('`redis-auditor config schema --environment` prints what may stand in it.');
});
