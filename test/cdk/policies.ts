import type { Resource, Synthesised } from './synthesised.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

interface RoleProperties {
  readonly ManagedPolicyArns?: readonly unknown[];
  readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
}

/** What a role may do, a line for each of its statements: `sns:Publish on <AlertsTopic>`. */
export function allowed(role: Resource): readonly string[] {
  const { Policies = [] } = role.Properties as RoleProperties;
  return Policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Allow').map(line),
  );
}

/** What a policy of its own denies, in the same words. */
export function denied(policy: Resource): readonly string[] {
  const { PolicyDocument } = policy.Properties as {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  };
  return PolicyDocument.Statement.filter(({ Effect }) => Effect === 'Deny').map(line);
}

/** What all identities of a template may do by managed policies of AWS. */
export function managedPolicies({ ofType }: Synthesised): readonly unknown[] {
  return ofType('AWS::IAM::Role').flatMap(({ Properties }) => (Properties as RoleProperties).ManagedPolicyArns ?? []);
}

function line({ Action, Resource: on, Condition }: Statement): string {
  const condition = Condition === undefined ? '' : ` if ${words(Condition)}`;
  return `${[Action].flat().join(' ')} on ${[on].flat().map(words).join(' ')}${condition}`;
}

/** References without the hashes: `<StorageBucket>/facts/*`. */
function words(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(words).join(', ');
  const [[key, parts] = ['', '']] = Object.entries(value as object) as [string, unknown][];
  if (key === 'Ref') return `<${name(String(parts))}>`;
  if (key === 'Fn::GetAtt') return `<${name(String((parts as readonly unknown[])[0]))}>`;
  if (key === 'Fn::Join') return (parts as readonly [string, readonly unknown[]])[1].map(words).join('');
  return `${key} ${words(parts)}`;
}

function name(logicalId: string): string {
  return logicalId.replace(/^Auditor/, '').replace(/[0-9A-F]{8}$/, '');
}

/** Characters of all inline policies of a role, as IAM counts them, where every reference is as long as it can be. */
export function policyCharacters(role: Resource): number {
  const { Policies = [] } = role.Properties as RoleProperties;
  return Policies.reduce((sum, { PolicyDocument }) => sum + JSON.stringify(PolicyDocument, longest).length, 0);
}

/** Stands for what is known at the deploy only: a bucket has a name of 63 characters at most. */
function longest(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return 'x'.repeat(String(value.Ref).startsWith('AWS::') ? 14 : 63);
  if ('Fn::GetAtt' in value) return `arn:aws:s3:::${'x'.repeat(63)}`;
  if (!('Fn::Join' in value)) return value;
  return (value['Fn::Join'] as readonly [string, readonly unknown[]])[1].map((part) => longest('', part)).join('');
}
