import { describe, expect, test } from '@jest/globals';
import { type Bill, type BillPart, estimateBill } from '../../../lib/config/environment/bill.ts';
import { formatBill } from '../../../lib/config/environment/format-bill.ts';
import { prices } from '../../../lib/config/environment/prices.ts';
import { cluster, head, network, now, parse, withCluster } from './environment.ts';

const bill = (text: string): Bill => estimateBill(parse(text), now);
const everyFiveMinutes = withCluster('schedules: {full: rate(5 minutes)}');

/** Item → dollars, to the cent. */
function dollarsOf(part: BillPart | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries((part?.lines ?? []).map(({ item, dollars }) => [item, Math.round(dollars * 100) / 100]));
}

const items = (part: BillPart | undefined): readonly string[] => (part?.lines ?? []).map(({ item }) => item);

describe('a month', () => {
  test('of one cluster that is looked at every five minutes, without any way out, is below $2', () => {
    const [shop] = bill(everyFiveMinutes).clusters;
    expect(shop?.dollars).toBeLessThan(2);
    expect(dollarsOf(shop)).toEqual({
      'observe, 512 MB': 0.09,
      'assess, 256 MB': 0.01,
      'calls of both': 0,
      schedules: 0.01,
      'S3 writes and listings': 0.26,
      'S3 reads': 0.02,
      'S3 events': 0.11,
      'S3 storage, once the oldest expires': 0.04,
      logs: 0.02,
      'custom metrics': 0.9,
      alarms: 0.5,
    });
  });

  test('adds up', () => {
    const { clusters, shared, dollars } = bill(everyFiveMinutes);
    const all = [...clusters, shared];
    expect(dollars).toBeCloseTo(all.flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.dollars, 0));
    for (const { lines } of all) expect(lines.filter(({ dollars: each }) => !(each > 0))).toEqual([]);
  });

  test('of saves on replicas every night costs a function that waits, an alarm, and a secret', () => {
    const saves = withCluster(
      `schedules: {full: rate(5 minutes)}\nbackup: {save: cron(0 2 * * ? *), secret: shop/backup}`,
    );
    const [shop] = bill(saves).clusters;
    const [without] = bill(everyFiveMinutes).clusters;
    const added = Object.entries(dollarsOf(shop)).filter(([item]) => !items(without).includes(item));
    expect(Object.fromEntries(added)).toEqual({
      'saves on replicas, 256 MB': 0.03,
      'calls for saves': 0,
      'schedule of saves': 0,
      'S3 writes and listings of saves': 0,
      'S3 reads of saves': 0,
      'logs of saves': 0,
      'alarm about saves': 0.1,
      'secret with the password for saves': 0.4,
    });
  });

  describe('of copies every night', () => {
    const costOf = (copy: string, before = '', more = '') => {
      const lines = `schedules: {full: rate(5 minutes)}\n${more}backup: {copy: {schedule: cron(0 3 * * ? *), ${copy}}}`;
      return dollarsOf(bill(before + withCluster(lines)).clusters[0]);
    };

    test('costs a function, its metric and alarms, and most of all the sets that are kept', () => {
      const [without] = bill(everyFiveMinutes).clusters;
      const added = Object.entries(costOf('keep: {count: 7}, expectedGigabytes: 20')).filter(
        ([item]) => !items(without).includes(item),
      );
      expect(Object.fromEntries(added)).toEqual({
        'copies, 1769 MB': 0.49,
        'calls for copies': 0,
        'schedule of copies': 0,
        'S3 writes and listings of copies': 0.37,
        'S3 reads of copies': 0,
        // Seven that are kept, and three that can still be got back.
        'S3 storage of sets, once the oldest go': 4.6,
        'logs of copies': 0,
        'metric of copies': 0.3,
        'alarms about copies': 0.2,
      });
    });

    test.each<[string, number, Parameters<typeof costOf>]>([
      ['what nobody has declared is 5 GB a set', 1.15, ['keep: {count: 7}']],
      ['of number and age the longer one counts', 3.8, ['keep: {count: 7, days: 30}']],
      [
        'a lock keeps what was deleted',
        10.35,
        ['keep: {count: 7}', 'storage: {objectLock: {mode: governance, days: 90}}\n'],
      ],
    ])('%s', (_, dollars, declared) => {
      expect(costOf(...declared)['S3 storage of sets, once the oldest go']).toBe(dollars);
    });

    test('what goes through a NAT gateway, the secret, and a key of its own are on it', () => {
      const costs = costOf(
        'keep: {count: 7}, secret: shop/copier',
        'storage: {encryption: kms}\n',
        `network: ${network.replace('{', '{egress: nat, ')}\n`,
      );
      expect(costs).toMatchObject({
        'copies through the NAT gateway': 6.84,
        'secret with the password for copies': 0.4,
        'KMS requests of copies': 0,
      });
    });
  });

  test('costs twice as much for what is done twice as often', () => {
    const often = dollarsOf(
      bill(withCluster('schedules: {full: rate(5 minutes), slowlog: rate(5 minutes)}')).clusters[0],
    );
    expect(often['S3 writes and listings']).toBeCloseTo(2 * 0.2628, 2);
    expect(often.alarms).toBe(0.5);
  });

  test('counts what a cron fires', () => {
    const [shop] = bill(withCluster('schedules: {full: cron(0 9 ? * MON-FRI *)}')).clusters;
    expect(shop?.lines.find(({ item }) => item === 'schedules')?.quantity).toBeCloseTo(21.75);
  });

  test('stores more where facts are kept longer', () => {
    const kept = (days: number) =>
      dollarsOf(bill(`storage: {expireAfterDays: ${days}}\n${everyFiveMinutes}`).clusters[0]);
    expect(kept(4000)['S3 storage, once the oldest expires']).toBeGreaterThan(0.2);
    expect(kept(1)['S3 storage, once the oldest expires']).toBeLessThan(0.02);
  });
});

/** What every environment has: finished days are joined. */
const joining = {
  'joining days, 1024 MB': 0.01,
  'joining days: S3 reads': 0.04,
  'joining days: S3 writes and listings': 0.01,
};

describe('what is declared is on the bill', () => {
  test.each<[string, string, string]>([
    ['the secret of a cluster', 'secret: shop/auditor', 'secret with the password'],
    [
      'what goes through a NAT gateway',
      `network: ${network.replace('{', '{egress: nat, ')}`,
      'data through the NAT gateway',
    ],
  ])('%s', (_, lines, item) => {
    expect(items(bill(withCluster(lines)).clusters[0])).toContain(item);
    expect(items(bill(head + cluster).clusters[0])).not.toContain(item);
  });

  test('digests, for each cluster and time, with their alarms', () => {
    const of = (digest: string) => dollarsOf(bill(`digest: ${digest}\n${head}${cluster}`).shared);
    expect(items(bill(head + cluster).shared).join()).not.toContain('digests');
    expect(of('{}')).toMatchObject({ 'digests, 512 MB': 0, alarms: 0.8 });
    expect(of('{schedule: rate(1 hour)}')).toMatchObject({ 'digests, 512 MB': 0.07, 'digests: S3 reads': 0.76 });
  });

  test('that Athena costs nothing until it is used, in words', () => {
    const of = (text: string) => bill(text + head + cluster);
    expect(of('athena: true\n').dollars).toBe(of('').dollars);
    expect(of('athena: true\n').assumptions.join()).toContain('Athena cost nothing until somebody asks');
    expect(of('').assumptions.join()).not.toContain('Athena');
  });

  test('traces', () => {
    expect(items(bill(`tracing: true\n${head}${cluster}`).clusters[0])).toContain('traces');
    expect(items(bill(head + cluster).clusters[0])).not.toContain('traces');
  });

  test('a KMS key and its requests', () => {
    expect(dollarsOf(bill(`storage: {encryption: kms}\n${head}${cluster}`).shared)).toMatchObject({
      'KMS key': 1,
      'KMS requests': 0.18,
    });
  });

  test('the secret of a webhook, and mail only where there is an address', () => {
    const text = (head + cluster).replace('{email: [a@example.com]}', '{webhook: {secret: hook}}');
    expect(dollarsOf(bill(text).shared)).toEqual({ ...joining, alarms: 0.6, 'secret with the webhook': 0.4 });
  });

  test('the key of PagerDuty, and the alarms about telling it', () => {
    const text = (head + cluster).replace('{email: [a@example.com]}', '{pagerduty: {secret: pager}}');
    expect(dollarsOf(bill(text).shared)).toEqual({ ...joining, alarms: 0.8, 'secret with the key of PagerDuty': 0.4 });
  });

  test('the alarm about what machines did not take', () => {
    const text = (head + cluster).replace('{email: [a@example.com]}', '{endpoints: ["https://example.com"]}');
    expect(dollarsOf(bill(text).shared)).toEqual({ ...joining, alarms: 0.7 });
  });

  const endpoints = `network: ${network.replace('{', '{egress: endpoints, ')}`;
  test('an endpoint for each VPC with a secret and for each of its zones, however many clusters share it', () => {
    const zoneB = endpoints.replaceAll('eu-west-1a', 'eu-west-1b');
    const other = zoneB.replace('vpc-0a1b2c3d', 'vpc-99999999');
    const more = [endpoints, zoneB, other].map(
      (line, index) => `  - id: more${index}\n    seeds: [h:1]\n    secret: s\n    ${line}\n`,
    );
    const first = withCluster(`secret: s\n${endpoints}`);
    expect(dollarsOf(bill(first).shared)).toMatchObject({ 'endpoints for Secrets Manager': 7.3 });
    expect(dollarsOf(bill(first + more.join('')).shared)).toMatchObject({ 'endpoints for Secrets Manager': 21.9 });
  });

  test('no endpoint where there is no secret to read', () => {
    expect(items(bill(withCluster(endpoints)).shared)).not.toContain('endpoints for Secrets Manager');
  });
});

describe('as text', () => {
  const lines = formatBill(bill(everyFiveMinutes));

  test('says what a month costs, by which prices, and what each line rests on', () => {
    expect(lines[0]).toBe(
      'Estimated bill: $2.59 a month, by list prices of us-east-1 in 2026-11, without any free tier',
    );
    expect(lines.join('\n')).toMatch(/\n {2}cluster shop +\$1\.97\n/);
    expect(lines.join('\n')).toMatch(/ {4}S3 writes and listings +52,560 {2}requests +\$0\.26\n/);
    expect(lines.join('\n')).toMatch(/ {4}calls of both +17,520 {2}requests +<\$0\.01\n/);
    expect(lines.join('\n')).toContain('- A cluster has six nodes.');
  });

  test('fits a terminal', () => expect(lines.filter((line) => line.length > 100)).toEqual([]));
});

test('every price has a page of AWS on which to look it up', () => {
  for (const { dollars, source } of Object.values(prices)) {
    expect(dollars).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[\w-]+\/pricing\/$/);
  }
});
