import { join } from 'node:path';
import { type Environment, environmentSchema } from '../../lib/config/environment/schema.ts';
import { validate } from '../../lib/config/problems.ts';
import { rules } from '../../lib/core/rules/index.ts';

export const root = join(import.meta.dirname, '..', '..');
export const now = Date.parse('2026-03-01T00:00:00Z');

/** What an environment file says, as far as it is unlike the smallest one. */
export type Declared = Readonly<Record<string, unknown>>;

export const network = {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  routeTableIds: ['rtb-0123456789abcdef0'],
};

/** A cluster in a VPC without a way out but to S3, and without a password. */
export const shop = { id: 'shop', seeds: ['10.0.0.1:6379'], network };

/** One that is reached from anywhere. */
export const cart = { id: 'cart', seeds: ['cart.example.com:7000', 'cart.example.com:7001'] };

/** Everything that can be declared together, in a known place. */
export const everything = {
  account: '123456789012',
  region: 'eu-west-1',
  alerts: {
    email: ['oncall@example.com'],
    slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
    webhook: { secret: 'redis-auditor/slack-webhook' },
    pagerduty: { secret: 'redis-auditor/pagerduty', severities: ['critical'], region: 'eu' },
    queues: ['arn:aws:sqs:eu-west-1:123456789012:redis-alerts'],
  },
  watchdog: { email: ['platform@example.com'] },
  tracing: true,
  athena: true,
  digest: { schedule: 'cron(0 8 ? * MON *)', timeZone: 'Europe/Berlin' },
  storage: { encryption: 'kms', objectLock: { mode: 'compliance', days: 30 } },
  runbookUrl: 'https://wiki.example.com/runbook',
  clusters: [
    { ...shop, username: 'auditor', secret: 'shop/auditor', network: { ...network, egress: 'endpoints' } },
    cart,
  ],
};

/** For machines that are told by HTTPS, which excludes Slack by Amazon Q. */
export const machines = { alerts: { endpoints: ['https://alerts.example.com/redis'] } };

/** A cluster that is saved on its replicas every night. */
export const saving = {
  account: '123456789012',
  region: 'eu-west-1',
  clusters: [
    {
      ...shop,
      network: { ...network, egress: 'nat' },
      backup: {
        save: { schedule: 'cron(0 2 * * ? *)', timeZone: 'Europe/Berlin' },
        username: 'backup',
        secret: 'shop/backup',
      },
    },
  ],
};

/** The same, copied into the bucket and not saved. */
export const copying = {
  ...saving,
  clusters: [
    {
      ...shop,
      network: { ...network, egress: 'nat' },
      backup: {
        copy: {
          schedule: 'cron(0 3 * * ? *)',
          timeZone: 'Europe/Berlin',
          keep: { count: 7, days: 30 },
          username: 'copier',
          secret: 'shop/copier',
        },
      },
    },
  ],
};

/** @throws Error when the declaration of a test is none */
export function environmentOf(declared: Declared = {}): Environment {
  const whole = { alerts: { email: ['oncall@example.com'] }, watchdog: {}, clusters: [shop], ...declared };
  const result = validate(environmentSchema(rules), whole);
  if ('output' in result) return result.output as Environment;
  throw new Error(JSON.stringify(result.problems));
}
