import type { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface FactsArrivedProps {
  readonly clusterId: string;
  /** It must tell EventBridge of new objects. */
  readonly bucket: IBucket;
  readonly target: IFunction;
  /** Where an event goes that could not be handed over in time. */
  readonly deadLetters: IQueue;
  readonly maxEventAge: Duration;
}

/** Calls a function when facts of one cluster arrive, and for no other object: what it writes itself lies elsewhere. */
export class FactsArrived extends Construct {
  constructor(scope: Construct, id: string, props: FactsArrivedProps) {
    super(scope, id);
    const { clusterId, bucket, target, deadLetters, maxEventAge } = props;
    new Rule(this, 'Rule', {
      description: `Redis auditor: facts of ${clusterId} arrived`,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucketName] },
          // Joined days lie beside them; the names of runs begin with the year.
          object: { key: [{ wildcard: `facts/cluster=${clusterId}/dt=*/2*.json.gz` }] },
        },
      },
      targets: [new LambdaFunction(target, { deadLetterQueue: deadLetters, retryAttempts: 3, maxEventAge })],
    });
  }
}
