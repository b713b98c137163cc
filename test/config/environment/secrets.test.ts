import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AuditorError } from '../../../lib/core/errors.ts';
import { cluster, head, parse } from './environment.ts';

/** Where somebody may put a password by mistake, PW in its place: as values, behind a missing space, in damaged YAML. */
const places: readonly string[] = [
  'password: PW',
  'requirepass: "PW"',
  'auth: {token: PW}',
  'secret: PW!',
  'secret: {password: PW}',
  'secret: *PW',
  'secret: "PW',
  "secret: 'PW",
  'secret: [PW',
  'secret: PW: PW',
  'secret: @PW',
  'secret: `PW',
  'secret: |PW',
  'secret: "\\qPW"',
  'password:PW',
  '{password:PW}',
  'secret: x\nPW',
  '- PW',
  'username: []\npassword: !!PW PW',
  'tls: PW',
  'tls: {ca: PW}',
  'tls: {passphrase: PW}',
  'tls: {password:PW}',
  'natMap: {"u:PW@10.0.0.1:1": "10.0.0.1:2"}',
  'natMap: {"10.0.0.1:1": "redis://u:PW@h"}',
  'natMap: {password:PW}',
  'network: PW',
  'network: {vpcId: PW, availabilityZones: [PW], subnetIds: [PW], egress: PW, s3Endpoint: PW}',
  'schedules: PW',
  'schedules: {full: PW}',
  'schedules: {full: rate(PW)}',
  'schedules: {full: cron(PW PW PW PW PW PW)}',
  'schedules: {full: "cron(PW * * * ? *)"}',
  'schedules: {full: {schedule: PW, timeZone: PW}}',
  'schedules: {full: {schedule: "cron(0 0 * * ? *)", timeZone: PW}}',
  'policy: {persistence: PW, aof: {fsync: [PW]}}',
  'rules: PW',
  'rules: {slowlog/off: {severity: PW}}',
  'rules: {slowlog/off: {off: PW, severity: info}}',
  'provider: PW',
  'collection: {concurrency: PW}',
  'seeds: PW',
  '<<: PW',
  'secret: x\nPW: y',
];

const tops: readonly string[] = [
  'account: PW',
  'region: PW',
  'password: PW',
  'runbookUrl: PW',
  'logs: {retentionDays: PW}',
  'storage: {encryption: PW, objectLock: {mode: PW, days: PW}}',
  'tracing: PW',
];

const alerts: readonly string[] = [
  '{email: [PW]}',
  '{email: PW}',
  '{email: ["PW@"]}',
  '{webhook: {secret: "https://hooks.slack.com/services/PW"}}',
  '{webhook: {url: "https://hooks.slack.com/services/PW"}}',
  '{webhook: PW}',
  '{pagerduty: {secret: "x y PW"}}',
  '{pagerduty: {key: PW}}',
  '{pagerduty: PW}',
  '{queues: [PW]}',
  '{endpoints: ["https://user:PW@example.com/"]}',
  '{slack: {workspaceId: PW, channelId: PW}}',
];

const wrong = fc.oneof(
  fc.constantFrom(...places).map((line) => `${head}${cluster}${line.replace(/^/gm, '    ')}\n`),
  fc
    .constantFrom(...places)
    .map((line) => `${head}  - id: shop\n    seeds: ["redis://u:PW@h:1"]\n${line.replace(/^/gm, '    ')}\n`),
  fc.constantFrom(...tops).map((line) => `${line}\n${head}${cluster}`),
  fc.constantFrom(...alerts).map((text) => `alerts: ${text}\nwatchdog: {}\nclusters:\n${cluster}`),
  fc.constant(`${head}  - {id: PW, seeds: [h:1]}\n  - {id: PW, seeds: [h:1]}\n`),
);

/** Long enough not to stand in a message by chance; mixed as passwords are. */
const password = fc
  .tuple(fc.stringMatching(/^[A-Z][a-z]{3}[0-9]{3}$/), fc.stringMatching(/^[A-Za-z0-9!$%^&*+/=@:#~-]{3,12}$/))
  .map((parts) => parts.join(''));

/** Six characters in a row would already give much of it away. */
function partsOf(text: string): readonly string[] {
  return Array.from({ length: text.length - 5 }, (_, index) => text.slice(index, index + 6));
}

test('whatever is wrong with an environment, no part of a password in it is repeated', () => {
  fc.assert(
    fc.property(wrong, password, (template, secret) => {
      const text = template.replaceAll('PW', () => secret);
      try {
        parse(text);
      } catch (error) {
        expect(error).toBeInstanceOf(AuditorError);
        const { message, hint } = error as AuditorError;
        expect(partsOf(secret).filter((part) => `${message}\n${hint}`.includes(part))).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test('each of the places is found fault with', () => {
  const fine = [...places].filter((line) => {
    try {
      parse(`${head}${cluster}${line.replace(/^/gm, '    ')}\n`.replaceAll('PW', 'Hunter2!x'));
      return true;
    } catch {
      return false;
    }
  });
  // Files that an environment names are only looked at when it is loaded.
  expect(fine).toEqual(['tls: {ca: PW}']);
});
