import { inspect } from 'node:util';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { secretLogin } from '../../lib/adapters/secrets/secrets-manager.ts';
import { type FakeSecrets, startFakeSecrets } from '../harness/fake-secrets.ts';

let fake: FakeSecrets;
beforeAll(async () => {
  fake = await startFakeSecrets();
});
afterAll(() => fake.close());
beforeEach(() => fake.secrets.clear());

const client = (): SecretsManagerClient =>
  new SecretsManagerClient({
    endpoint: fake.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
const login = (text: string, username?: string) => {
  fake.secrets.set('shop/auditor', text);
  return secretLogin(client(), 'shop/auditor', username);
};

describe('the login in a secret', () => {
  test.each<[string, string, string | undefined, object]>([
    ['a password', 'hunter2', undefined, { password: 'hunter2' }],
    ['a password, for a user named elsewhere', 'hunter2', 'auditor', { username: 'auditor', password: 'hunter2' }],
    ['a password from a file', 'hunter2\n', undefined, { password: 'hunter2' }],
    ['a password that begins with a brace', '{hunter2', undefined, { password: '{hunter2' }],
    ['JSON', '{"password":"hunter2"}', undefined, { password: 'hunter2' }],
    ['JSON with a user, who wins', '{"username":"ann","password":"x"}', 'auditor', { username: 'ann', password: 'x' }],
  ])('%s', async (_, text, username, want) => {
    expect(await login(text, username).read()).toEqual(want);
  });

  test('is asked for once', async () => {
    const source = login('hunter2');
    const before = fake.asked.length;
    for (let times = 0; times < 3; times++) await source.read();
    expect(fake.asked.length - before).toBe(1);
  });

  test('is asked for anew when it was refused, and is another one only if it was changed', async () => {
    const source = login('old');
    await source.read();
    expect(await source.renew()).toBeNull();
    fake.secrets.set('shop/auditor', 'new');
    expect(await source.renew()).toEqual({ password: 'new' });
    expect(await source.read()).toEqual({ password: 'new' });
  });

  test('that was mended is read again', async () => {
    const source = login('{"Password":"x"}');
    await expect(source.read()).rejects.toMatchObject({ name: 'SecretError' });
    fake.secrets.set('shop/auditor', '{"password":"x"}');
    expect(await source.read()).toEqual({ password: 'x' });
  });

  test('that could not be read anew is not forgotten', async () => {
    const source = login('old');
    await source.read();
    fake.secrets.set('shop/auditor', { error: 'AccessDeniedException' });
    await expect(source.renew()).rejects.toMatchObject({ name: 'SecretError' });
    expect(await source.read()).toEqual({ password: 'old' });
  });
});

describe('a secret that cannot be used', () => {
  test.each([
    ['AccessDeniedException', 'Allow secretsmanager:GetSecretValue'],
    ['ResourceNotFoundException', 'correct its name in the environment file'],
    ['InvalidRequestException', 'marked for deletion'],
    ['ThrottlingException', 'fewer calls'],
    ['InternalServiceErrorException', 'Check that it is not marked'],
  ])('%s', async (error, hint) => {
    fake.secrets.set('gone', { error });
    await expect(secretLogin(client(), 'gone').read()).rejects.toMatchObject({
      name: 'SecretError',
      message: `the secret gone cannot be read (${error})`,
      hint: expect.stringContaining(hint),
    });
  });

  test.each([
    ['', 'holds no text'],
    ['{"Password":"hunter2"}', 'is JSON without the key "password"'],
    ['{"password":7}', 'is JSON without the key "password"'],
  ])('%s: says so, and not what it holds', async (text, words) => {
    const error: unknown = await login(text)
      .read()
      .catch((reason: unknown) => reason);
    expect(String(error)).toContain(`the secret shop/auditor ${words}`);
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  });
});
