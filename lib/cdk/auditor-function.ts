import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged.ts';
import type { FunctionNetwork } from './cluster-network.ts';
import { type FunctionBundle, withFunctionCode } from './function-code.ts';
import { connectToNetwork } from './platform-permissions.ts';
import { type GrantTargets, statementsOf } from './policy-statement.ts';

export interface AuditorFunctionProps {
  readonly bundle: FunctionBundle;
  readonly description: string;
  readonly timeout: Duration;
  /** Megabytes; the share of a CPU grows with them. */
  readonly memoryMb: number;
  /** Environment variables by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the permissions of the function are about, beside what it brings along itself. */
  readonly targets: Pick<
    GrantTargets,
    'clusterId' | 'clusterIds' | 'bucket' | 'alertTopic' | 'secret' | 'webhookSecret' | 'pagerdutySecret'
  >;
  /** Where an event goes that was given up on. */
  readonly deadLetters: IQueue;
  /** How often an event is tried again after the function failed, a minute later and two more minutes later. */
  readonly retryAttempts: 0 | 1 | 2;
  /** An event that has waited longer is given up on, be it for its turn or for being tried again. */
  readonly maxEventAge: Duration;
  readonly logRetention: RetentionDays;
  /**
   * Runs at the same time; further events wait for their turn.
   *
   * @default as many as the account allows
   */
  readonly reservedConcurrency?: number;
  /** @default outside any VPC */
  readonly network?: FunctionNetwork;
}

/** One of the auditor's functions, with a role that holds what it was given here and takes nothing more. */
export class AuditorFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: AuditorFunctionProps) {
    super(scope, id);
    const { bundle, network } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.role(props, logGroup);
    const make = { runtime: Runtime.NODEJS_24_X, architecture: Architecture.ARM_64, handler: 'index.handler' };
    this.function = withFunctionCode(bundle, (code) => {
      return new LambdaFunction(this, 'Function', {
        ...make,
        code,
        description: props.description,
        memorySize: props.memoryMb,
        timeout: props.timeout,
        environment: { ...props.variables },
        role: role.withoutPolicyUpdates(),
        logGroup,
        tracing: bundle.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
        retryAttempts: props.retryAttempts,
        maxEventAge: props.maxEventAge,
        onFailure: new SqsDestination(props.deadLetters),
        ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
        ...network,
      });
    });
    if (network !== undefined) this.denyNetworkToCode(role);
  }

  private role({ bundle, targets, deadLetters, network }: AuditorFunctionProps, logGroup: LogGroup): Role {
    const all = { ...targets, logGroup, deadLetters, network: network !== undefined, tracing: bundle.tracing };
    const given = statementsOf(this, bundle.name, all);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { auditor: new PolicyDocument({ statements: given.map(({ statement }) => statement) }) },
    });
    for (const each of given) acknowledgeWildcards(role, each);
    return role;
  }

  /** Lambda needs the permission to make network interfaces on the role, where the code would have it too. */
  private denyNetworkToCode(role: Role): void {
    const { functionArn } = this.function;
    new Policy(this, 'NoNetworkChangesByCode', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'NoNetworkChangesByCode',
          effect: Effect.DENY,
          actions: [...connectToNetwork.actions],
          resources: ['*'],
          conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
        }),
      ],
    });
  }
}
