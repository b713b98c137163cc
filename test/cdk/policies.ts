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
