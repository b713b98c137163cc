/**
 * The auditor inside somebody else's CDK app: it watches a cluster in the app's own VPC, and uses a topic and a bucket
 * that are there already.
 *
 *   npm install ../redis-cluster-auditor && (cd ../redis-cluster-auditor && node scripts/bundle.mjs)
 *   npx cdk deploy --app 'node app.ts'
 */
import { App, Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ClusterAuditor } from 'redis-cluster-auditor/cdk';

const app = new App();
const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });

const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0a1b2c3d4e5f67890',
  availabilityZones: ['eu-west-1a', 'eu-west-1b'],
  isolatedSubnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0a1b2c3d4e5f67891'],
  isolatedSubnetRouteTableIds: ['rtb-0a1b2c3d4e5f67890', 'rtb-0a1b2c3d4e5f67890'],
});

const auditor = new ClusterAuditor(stack, 'Auditor', {
  environmentName: 'shop-prod',
  clusters: [
    {
      id: 'carts',
      seeds: ['carts.redis.internal:6379'],
      username: 'auditor',
      secret: 'carts/auditor',
      schedules: { topology: 'rate(1 minute)', full: { schedule: 'cron(15 6 * * ? *)', timeZone: 'Europe/Berlin' } },
      network: { vpc, subnets: { subnetType: SubnetType.PRIVATE_ISOLATED }, egress: 'endpoints' },
    },
  ],
  // It tells EventBridge of new objects; how long they stay is its own affair.
  bucket: Bucket.fromBucketName(stack, 'Records', 'shop-prod-records'),
  alertTopic: Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:eu-west-1:123456789012:on-call'),
  watchdogEmail: ['platform@example.com'],
});

// Its parts can be used further: whoever asks why nobody was told looks into this queue.
for (const { clusterId, deadLetters } of auditor.audits) {
  stack.exportValue(deadLetters.queueArn, { name: `auditor-dead-letters-${clusterId}` });
}

app.synth();
