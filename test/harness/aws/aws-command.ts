/**
 * Stands for the command line of AWS in tests of pages: the few commands that they show.
 *
 *   aws secretsmanager create-secret --name NAME --secret-string TEXT
 *   aws sns subscribe --topic-arn ARN --protocol PROTOCOL --notification-endpoint ENDPOINT
 */
import { parseArgs } from 'node:util';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';

const commands: Readonly<Record<string, (args: string[]) => Promise<unknown>>> = {
  'secretsmanager create-secret'(args) {
    const [name, secret] = read(args, ['name', 'secret-string']);
    return new SecretsManagerClient().send(new CreateSecretCommand({ Name: name, SecretString: secret }));
  },
  'sns subscribe'(args) {
    const [topic, protocol, endpoint] = read(args, ['topic-arn', 'protocol', 'notification-endpoint']);
    return new SNSClient().send(new SubscribeCommand({ TopicArn: topic, Protocol: protocol, Endpoint: endpoint }));
  },
};

/** @throws TypeError for what the real one would not take either */
function read(args: string[], names: readonly string[]): readonly string[] {
  const { values } = parseArgs({ args, options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });
  return names.map((name) => {
    const value = values[name];
    if (typeof value !== 'string') throw new TypeError(`--${name} is missing`);
    return value;
  });
}

const [service = '', operation = '', ...rest] = process.argv.slice(2);
const command = commands[`${service} ${operation}`];
if (command === undefined) throw new TypeError(`no page shows aws ${service} ${operation}, so it is not here`);
await command(rest);
