import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allowed } from '../policies.ts';
import { bundles, readTemplate, type Synthesised, type Template } from '../synthesised.ts';

const out = mkdtempSync(join(tmpdir(), 'cdk-example-'));
let stack: Synthesised;

beforeAll(async () => {
  process.env.CDK_OUTDIR = out;
  process.env.CDK_VALIDATION = 'false';
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'redis-auditor:bundles': bundles });
  await import('../../../examples/cdk-app/app.ts');
  stack = readTemplate(JSON.parse(readFileSync(join(out, 'Shop.template.json'), 'utf8')) as Template);
});
afterAll(() => rmSync(out, { recursive: true }));

describe('The example of an app with the auditor in it', () => {
  test('makes neither a bucket nor a topic for alerts', () => {
    expect(stack.ofType('AWS::S3::Bucket')).toEqual([]);
    expect(stack.one('AWS::SNS::Topic').id).toContain('Watchdog');
  });

  test('stores in the bucket that is there, and is started by its objects', () => {
    const { Properties } = stack.one('AWS::Events::Rule');
    expect(Properties).toMatchObject({ EventPattern: { detail: { bucket: { name: ['shop-prod-records'] } } } });
    const may = allowed(stack.one('AWS::IAM::Role', 'cartsObserve')).join('\n');
    expect(may).toContain(':s3:::shop-prod-records/facts/cluster=carts/*');
  });

  test('tells the topic that is there', () => {
    expect(allowed(stack.one('AWS::IAM::Role', 'cartsAssess'))).toContainEqual(
      expect.stringMatching(/^sns:Publish.* on arn:aws:sns:eu-west-1:123456789012:on-call$/),
    );
    expect(stack.one('AWS::CloudWatch::Alarm', 'deliveryfailed').Properties).toMatchObject({
      Dimensions: [{ Name: 'TopicName', Value: 'on-call' }],
    });
  });

  test('visits from the isolated subnets of the VPC of the app, with a way to the secret', () => {
    expect(stack.one('AWS::Lambda::Function', 'cartsObserve').Properties).toMatchObject({
      VpcConfig: { SubnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0a1b2c3d4e5f67891'] },
    });
    expect(stack.one('AWS::EC2::VPCEndpoint', 'S3').Properties).toMatchObject({
      RouteTableIds: ['rtb-0a1b2c3d4e5f67890'],
    });
    expect(stack.one('AWS::EC2::VPCEndpoint', 'Secrets').Properties).toMatchObject({ VpcEndpointType: 'Interface' });
  });

  test('audits when it was told to', () => {
    const schedules = stack.ofType('AWS::Scheduler::Schedule');
    const expressions = schedules.map(({ Properties }) => String(Properties.ScheduleExpression));
    expect(expressions.toSorted()).toEqual(['cron(15 6 * * ? *)', 'cron(37 2 * * ? *)', 'rate(1 minute)']);
  });
});
