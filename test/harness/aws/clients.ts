import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Emulator } from './emulator.ts';

/** The client libraries that the product has, turned to the emulator. */
export interface Clients {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly secrets: SecretsManagerClient;
  /** Closes their connections. */
  destroy(): void;
}

export function clientsOf({ endpoint, region, credentials }: Emulator): Clients {
  const config = { endpoint, region, credentials };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const [sns, secrets] = [new SNSClient(config), new SecretsManagerClient(config)];
  return { s3, sns, secrets, destroy: () => [s3, sns, secrets].forEach((client) => client.destroy()) };
}
