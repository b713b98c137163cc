import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type AwsFailure, awsFailure } from '../../core/aws-failure.ts';
import { SecretError } from '../../core/errors.ts';
import type { Permission } from '../../permissions.ts';
import type { Login, LoginSource } from '../../ports.ts';

type Sends = Pick<SecretsManagerClient, 'send'>;

/** What is in one secret. Its errors name the secret and never what it holds. */
export interface SecretValue<T> {
  /** Asked for once and then known for the life of the process. @throws SecretError */
  read(): Promise<T>;
  /** Asks anew: it may have been rotated. @returns null when it is still the same. @throws SecretError */
  renew(): Promise<T | null>;
}

/**
 * @param id name or ARN
 * @param parse of the text; what it refuses is not remembered, so that a secret that was mended is read again
 */
export function secretValue<T>(client: Sends, id: string, parse: (text: string) => T): SecretValue<T> {
  let known: { readonly text: string; readonly value: T } | undefined;
  const ask = async (): Promise<T> => {
    const text = await textOf(client, id);
    known = { text, value: parse(text) };
    return known.value;
  };
  return {
    read: async () => (known === undefined ? ask() : known.value),
    async renew() {
      const before = known?.text;
      const value = await ask();
      return known?.text === before ? null : value;
    },
  };
}

/**
 * The login of the auditor's user. The secret holds the password as it is, or JSON with `password` and perhaps
 * `username`, as the console and rotation functions write it.
 *
 * @param username to log in as, unless the secret names one
 */
export function secretLogin(client: Sends, id: string, username?: string): LoginSource {
  const user = username === undefined ? {} : { username };
  return secretValue(client, id, (text): Login => ({ ...user, ...parse(text, id) }));
}

async function textOf(client: Sends, id: string): Promise<string> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId: id })).catch((error: unknown) => {
    throw unreadable(id, awsFailure(error), error);
  });
  // A file that was made into a secret mostly ends in a line break.
  const text = answer.SecretString?.replace(/\r?\n$/, '') ?? '';
  if (text === '') throw new SecretError(`the secret ${id} holds no text`, 'Store the secret as text, not as binary.');
  return text;
}

function parse(secret: string, id: string): Login {
  const document = secret.startsWith('{') ? jsonIn(secret) : undefined;
  if (document === undefined) return { password: secret };
  const { password, username } = document;
  if (typeof password !== 'string' || password === '')
    throw new SecretError(
      `the secret ${id} is JSON without the key "password"`,
      'Add it, or store the password alone as text.',
    );
  return { password, ...(typeof username === 'string' && username !== '' ? { username } : {}) };
}

/** Undefined for what is no JSON: a password may begin with a brace. The parser's error quotes what it read. */
function jsonIn(text: string): { readonly password?: unknown; readonly username?: unknown } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(id: string, { kind, code }: AwsFailure, cause: unknown): SecretError {
  const hints: Readonly<Record<AwsFailure['kind'], string>> = {
    denied:
      'Allow secretsmanager:GetSecretValue on it to the role of this function, and the use of its key, if it has one.',
    missing: 'Create it, or correct its name in the environment file; it must be in the same region.',
    throttled: 'Secrets Manager asks for fewer calls: it passes, and the next audit tries again.',
    unavailable: 'Secrets Manager has a problem of its own: it passes, and the next audit tries again.',
    network: 'From a VPC without a way out it cannot be reached: set `network.egress` to nat or endpoints.',
    refused: 'Check that it is not marked for deletion.',
  };
  return new SecretError(`the secret ${id} cannot be read (${code})`, hints[kind], cause);
}

/** What a function needs to read its secret. */
export const secretPermissions: Readonly<
  Record<'observe' | 'backup' | 'copy' | 'slack' | 'pagerduty', readonly Permission[]>
> = {
  observe: [readLogin("Logs in to the nodes as the auditor's user.")],
  backup: [readLogin('Logs in to the nodes as the user that may save.')],
  copy: [readLogin('Logs in to the nodes as the user that may copy.')],
  slack: [
    {
      sid: 'ReadWebhook',
      actions: ['secretsmanager:GetSecretValue'],
      on: 'webhook-secret',
      why: 'Knows the URL to which alerts are posted.',
    },
  ],
  pagerduty: [
    {
      sid: 'ReadRoutingKey',
      actions: ['secretsmanager:GetSecretValue'],
      on: 'pagerduty-secret',
      why: 'Knows the key of the service that is paged.',
    },
  ],
};

function readLogin(why: string): Permission {
  return { sid: 'ReadLogin', actions: ['secretsmanager:GetSecretValue'], on: 'secret', why };
}
