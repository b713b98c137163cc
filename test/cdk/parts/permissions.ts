import { describe, expect, test } from '@jest/globals';
import { grants } from '../../../lib/cdk/grants.ts';
import { cart, copying, everything, saving, shop } from '../declared.ts';
import { allowed, denied, managedPolicies, policyCharacters } from '../policies.ts';
import { synthesised } from '../synthesised.ts';

const small = synthesised();
const large = synthesised(everything);
const digest = synthesised({ digest: {}, clusters: [shop, cart] });
const role = 'AWS::IAM::Role';
const lines = (stack: typeof small, id: string): readonly string[] => allowed(stack.one(role, id));

describe('What comes with the platform', () => {
  test('is two lines for every function', () => {
    expect(lines(small, 'shopAssess').slice(-2)).toEqual([
      'logs:CreateLogStream logs:PutLogEvents on <ClustershopAssessLogs>',
      'sqs:SendMessage on <ClustershopDeadLettersQueue>',
    ]);
  });

  test('is one more inside a VPC, as AWS demands it', () => {
    const interfaces =
      'ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ' +
      'ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses on *';
    expect(lines(small, 'shopObserve').at(-1)).toBe(interfaces);
    expect(lines(synthesised({ clusters: [cart] }), 'cartObserve')).not.toContain(interfaces);
  });

  test('and that is denied to the code of the function, which could use it otherwise', () => {
    expect(denied(small.one('AWS::IAM::Policy'))).toEqual([
      'ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ' +
        'ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses on * ' +
        'if ArnEquals lambda:SourceFunctionArn <ClustershopObserveFunction>',
    ]);
  });

  test('is the use of the key, through the service that holds what it encrypts', () => {
    expect(lines(large, 'shopAssess').filter((line) => line.startsWith('kms:'))).toEqual([
      'kms:Decrypt kms:GenerateDataKey on <Key> if StringEquals kms:ViaService s3.eu-west-1.<AWS::URLSuffix>',
      'kms:Decrypt kms:GenerateDataKey on <Key> if StringEquals kms:ViaService sns.eu-west-1.<AWS::URLSuffix>',
    ]);
    expect(lines(small, 'shopAssess').join()).not.toContain('kms:');
  });
});

describe('Whole roles', () => {
  test('The schedules call one function, and keep what failed', () => {
    expect(lines(small, 'shopSchedulesCaller')).toEqual([
      'lambda:InvokeFunction on <ClustershopObserveFunction>',
      'sqs:SendMessage on <ClustershopDeadLettersQueue>',
    ]);
  });

  test('The schedule of the digest calls one function, and keeps what failed', () => {
    expect(lines(digest, 'DigestCaller')).toEqual([
      'lambda:InvokeFunction on <DigestFunction>',
      'sqs:SendMessage on <DigestDeadLettersQueue>',
    ]);
  });

  test('The digest reads what there is of the declared clusters, and writes digests alone', () => {
    const may = lines(digest, 'DigestRole').filter((line) => line.startsWith('s3:'));
    expect(may.filter((line) => line.includes('PutObject'))).toEqual([
      's3:GetObject s3:PutObject on <StorageBucket>/digests/cluster=cart/* <StorageBucket>/digests/cluster=shop/*',
    ]);
    expect(may.join()).not.toContain('cluster=*');
  });

  test('The function that joins days touches nothing but facts, history and their indexes, of the declared clusters', () => {
    const may = lines(digest, 'RollUpCompactRole').filter((line) => line.startsWith('s3:'));
    const [objects = ''] = may.filter((line) => line.includes('DeleteObject'));
    expect(objects).toContain('<StorageBucket>/facts/cluster=shop/*');
    expect(may.join()).not.toMatch(/cluster=\*|state\/|backups\/|Version/);
  });

  test('Without a digest there is nothing of it', () => {
    expect(small.resources.filter(({ id }) => /digest/i.test(id))).toEqual([]);
  });

  test('The function that saves reads its own secret and keeps what became of the saves', () => {
    const bucket = '<StorageBucket>';
    const may = lines(synthesised(saving), 'BackupshopSaveRole');
    expect(may).toContain(
      'secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/backup-??????',
    );
    expect(may.filter((line) => line.startsWith('s3:'))).toEqual([
      `s3:GetObject s3:PutObject on ${bucket}/history/saves/cluster=shop/*`,
      `s3:ListBucket on ${bucket} if StringLike s3:prefix history/saves/cluster=shop/*`,
    ]);
    expect(lines(synthesised(saving), 'BackupshopCaller')).toEqual([
      'lambda:InvokeFunction on <BackupshopSaveFunction>',
      'sqs:SendMessage on <ClustershopDeadLettersQueue>',
    ]);
    expect(synthesised().resources.filter(({ id }) => id.includes('Backup'))).toEqual([]);
  });

  test('The function that copies writes and deletes sets, reads no RDB, and reads its own secret', () => {
    const bucket = '<StorageBucket>';
    const may = lines(synthesised(copying), 'CopyshopCopyRole');
    expect(may).toContain(
      'secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/copier-??????',
    );
    expect(may.filter((line) => line.startsWith('s3:'))).toEqual([
      `s3:AbortMultipartUpload s3:PutObject on ${bucket}/backups/cluster=shop/*`,
      `s3:GetObject on ${bucket}/backups/cluster=shop/*.json`,
      `s3:DeleteObject on ${bucket}/backups/cluster=shop/*`,
      `s3:ListBucket on ${bucket} if StringLike s3:prefix backups/cluster=shop/*`,
    ]);
    expect(lines(synthesised(copying), 'CopyshopCaller')).toEqual([
      'lambda:InvokeFunction on <CopyshopCopyFunction>',
      'sqs:SendMessage on <ClustershopDeadLettersQueue>',
    ]);
  });

  test('Without copies nobody may write below backups/ or read an RDB there, and only what is declared is made', () => {
    const all = [small, large, synthesised(saving)].flatMap((stack) => stack.ofType(role).flatMap(allowed));
    const below = all.filter((line) => line.includes('backups/') && !line.startsWith('s3:ListBucket'));
    expect(below.length).toBeGreaterThan(0);
    for (const line of below) expect(line).toMatch(/^s3:GetObject on (?:\S+\.json ?)+$/);
    expect(synthesised(saving).resources.filter(({ id }) => id.includes('Copy'))).toEqual([]);
    expect(synthesised(copying).resources.filter(({ id }) => id.includes('Backup'))).toEqual([]);
  });

  test('The webhook function reads its secret', () => {
    expect(lines(large, 'WebhookCarrier')).toEqual([
      'secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-auditor/slack-webhook-??????',
      'logs:CreateLogStream logs:PutLogEvents on <AlertsWebhookCarrierLogs>',
      'sqs:SendMessage on <AlertsWebhookDeadLettersQueue>',
      'xray:PutTelemetryRecords xray:PutTraceSegments on *',
    ]);
  });

  test('The function for PagerDuty reads its secret', () => {
    expect(lines(large, 'PagerDutyCarrier')).toEqual([
      'secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis-auditor/pagerduty-??????',
      'logs:CreateLogStream logs:PutLogEvents on <AlertsPagerDutyCarrierLogs>',
      'sqs:SendMessage on <AlertsPagerDutyDeadLettersQueue>',
      'xray:PutTelemetryRecords xray:PutTraceSegments on *',
    ]);
  });

  test('The Slack channel may do nothing', () => {
    expect(lines(large, 'SlackChannel')).toEqual([]);
  });
});

describe('The visitor', () => {
  const may = lines(large, 'shopObserve');

  test('reads the password of its own cluster, if it has one', () => {
    const secret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/auditor-??????';
    expect(may).toContain(`secretsmanager:GetSecretValue on ${secret}`);
    expect(lines(small, 'shopObserve').join()).not.toContain('secretsmanager');
  });

  test('a secret named by its ARN is that one, whether or not its six last characters are given', () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop';
    const clusters = [{ ...shop, secret: arn, network: { ...shop.network, egress: 'nat' } }];
    expect(lines(synthesised({ clusters }), 'shopObserve')).toContain(
      `secretsmanager:GetSecretValue on ${arn} ${arn}-??????`,
    );
  });

  test('cannot write what was judged, nor send a message', () => {
    expect(may.join('\n')).not.toMatch(/history|alerts|sns:/);
  });
});

test('The judge cannot change what it judges', () => {
  expect(lines(large, 'shopAssess').filter((line) => /Put.*facts/.test(line))).toEqual([]);
});

const adapters = large.ofType(role).filter(({ id }) => /Observe|Assess/.test(id));

describe.each(adapters)('$id', (resource) => {
  const cluster = /Cluster(shop|cart)/.exec(resource.id)?.[1] ?? '';
  const may = allowed(resource);
  const keys = (lines: readonly string[]) =>
    lines.flatMap((line) => [...line.matchAll(/<StorageBucket>\/(\S+)/g)].map(([, key = '']) => key));

  test('sees the objects of its own cluster only', () => {
    const seen = keys(may);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.filter((key) => !key.includes(`/cluster=${cluster}/`))).toEqual([]);
  });

  test('may list wherever it reads, or S3 says "forbidden" of what is not there yet', () => {
    const listed = may.filter((line) => line.startsWith('s3:ListBucket'));
    const prefixes = [...listed.join().matchAll(/((?:facts|state|history|outbox|backups)\/[^\s,]*)\*/g)].map(
      ([, each = '']) => each,
    );
    const read = keys(may.filter((line) => line.includes('s3:GetObject')));
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)))).toEqual([]);
  });
});

describe('No role', () => {
  const all = [small, large].flatMap((stack) => stack.ofType(role)).flatMap(allowed);

  test('has an action with a wildcard', () => {
    expect(all.filter((line) => /\*.* on /.test(line))).toEqual([]);
  });

  test('may delete but the one that joins days, or change who may do what', () => {
    const deleting = /^s3:DeleteObject s3:GetObject s3:PutObject on <StorageBucket>\/facts\/cluster=/;
    const others = all.filter((line) => !deleting.test(line));
    expect(
      others.filter((line) => /s3:Delete|s3:\S*Policy|s3:\S*Retention|iam:|sts:|kms:Create|kms:Put/.test(line)),
    ).toEqual([]);
    expect(all.filter((line) => deleting.test(line))).toHaveLength(2);
  });

  test('has a managed policy, but that of the helper which the CDK brings along for Slack', () => {
    expect(managedPolicies(small)).toEqual([]);
    expect(managedPolicies(large)).toHaveLength(1);
  });
});

describe('A role of an environment with many clusters', () => {
  const MOST_OF_IAM = 10_240;
  const clusters = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => ({ ...cart, id: String(index).padStart(length, 'c') }));

  test.each([
    ['two with the longest ids', clusters(2, 63), 'cluster=cc'],
    ['four with short ones', clusters(4, 9), 'cluster=cc'],
    ['twelve', clusters(12, 9), 'cluster=*'],
  ])('has a policy that IAM takes, with %s', (_, declared, words) => {
    const stack = synthesised({ ...everything, clusters: declared });
    const sizes = stack.ofType(role).map((each) => [each.id, policyCharacters(each)] as const);
    expect(sizes.filter(([, size]) => size > MOST_OF_IAM)).toEqual([]);
    for (const id of ['DigestRole', 'RollUpCompactRole'])
      expect(lines(stack, id).find((line) => line.includes('facts/'))).toContain(words);
  });
});

test('Every permission says why, and no two of a role have one name', () => {
  for (const each of Object.values(grants)) {
    const names = each.map(({ sid }) => sid);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
    expect(each.filter(({ why }) => !/^[A-Z`].{9,}\.$/.test(why))).toEqual([]);
  }
});
