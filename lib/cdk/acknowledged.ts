import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { GrantedPermission } from './grants.ts';
import type { GivenStatement } from './policy-statement.ts';

/**
 * Findings of the AwsSolutions pack of cdk-nag that the constructs accept, each with its reason. There is no other
 * place that accepts one, and a test shows that nothing is accepted here that is not found.
 */
export const acknowledgements = {
  noAccessLogs: {
    id: 'AwsSolutions-S1',
    reason:
      'Only the functions of the auditor use this bucket, each by a policy that names its keys. A log of their requests would hold more objects than the bucket, in another bucket that wants the same care; data events of CloudTrail show the same where a team keeps them.',
  },
  isDeadLetterQueue: {
    id: 'AwsSolutions-SQS3',
    reason: 'This is the dead-letter queue. Nothing takes messages from it but people, so there is none behind it.',
  },
  functionOfTheCdk: {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason:
      'The function comes from the CDK and runs while the stack is deployed, never between. The managed policy lets it write its own log and nothing else.',
  },
} as const;

/** Why a statement may end in a wildcard, by what it is about. Actions never have one. */
const wildcardReasons: Readonly<Partial<Record<GrantedPermission['on'], string>>> = {
  'bucket-objects':
    'The names of the objects hold times, so that they are not known beforehand. The prefix is that of one cluster.',
  'network-interfaces':
    'Lambda asks for these permissions on all resources before it connects a function to a VPC. The code of the function is denied the same calls.',
  traces: 'X-Ray knows no resources for these actions.',
};

export function acknowledge(scope: Construct, ...names: readonly (keyof typeof acknowledgements)[]): void {
  for (const name of names) Validations.of(scope).acknowledge(acknowledgements[name]);
}

/** Accepts the wildcards of one statement, each by itself, for the reason that goes with its kind. */
export function acknowledgeWildcards(scope: Construct, { permission, statement }: GivenStatement): void {
  const reason = wildcardReasons[permission.on];
  if (reason === undefined) return;
  const resources = statement.resources.map((resource) => flat(Stack.of(scope).resolve(resource)));
  for (const resource of resources.filter((each) => each.includes('*'))) {
    Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

/** References as cdk-nag writes them into the name of a finding: `<Bucket12345.Arn>/facts/*`. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = value as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: readonly string[];
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  };
  if (reference.Ref !== undefined) return `<${reference.Ref}>`;
  if (reference['Fn::GetAtt'] !== undefined) return `<${reference['Fn::GetAtt'].join('.')}>`;
  const [separator, parts] = reference['Fn::Join'] ?? ['', []];
  return parts.map(flat).join(separator);
}
