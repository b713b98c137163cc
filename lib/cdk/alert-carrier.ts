import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AuditorFunction, type AuditorFunctionProps } from './auditor-function.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { FunctionName } from './grants.ts';

/** What all functions have in common that carry alerts to a service. */
export interface CarrierProps {
  readonly topic: ITopic;
  /** Directory with the bundles of the functions. */
  readonly bundles: string;
  /** The function is traced by X-Ray. */
  readonly tracing: boolean;
  readonly logRetention: RetentionDays;
}

/** What one of them is. */
export interface Carrier extends Pick<AuditorFunctionProps, 'variables' | 'targets'> {
  readonly bundle: FunctionName;
  /** Begins the names of its alarms. */
  readonly alarmName: string;
  /** The service, in words. */
  readonly service: string;
}

/** A function that carries messages from the topic to a service, and a queue of those that it could not. */
export class AlertCarrier extends Construct {
  readonly alarmName: string;
  readonly service: string;
  readonly function: LambdaFunction;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: CarrierProps, carrier: Carrier) {
    super(scope, id);
    const { topic, bundles, tracing, logRetention } = props;
    const { bundle: name, alarmName, service, variables, targets } = carrier;
    this.alarmName = alarmName;
    this.service = service;
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters').queue;
    this.function = new AuditorFunction(this, 'Carrier', {
      bundle: { bundles, name, tracing },
      description: `Redis auditor: carries alerts to ${service}`,
      timeout: Duration.seconds(30),
      memoryMb: 256,
      variables,
      targets,
      deadLetters: this.deadLetters,
      // What is refused for lack of room is tried again a minute later.
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      logRetention,
    }).function;
    topic.addSubscription(new LambdaSubscription(this.function, { deadLetterQueue: this.deadLetters }));
  }
}
