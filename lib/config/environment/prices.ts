/** Where and when the prices below were read. Other regions charge up to about a quarter more. */
export const priced = { region: 'us-east-1', month: '2026-11' } as const;

interface Price {
  /** For one of `unit`, without any free tier. */
  readonly dollars: number;
  readonly unit: string;
  /** The page on which AWS lists it. */
  readonly source: string;
}

const million = 1_000_000;

/** Everything that the stack makes and AWS charges for. The only place where a price stands. */
export const prices = {
  lambdaTime: { dollars: 0.0000133334, unit: 'GB-s', source: 'https://aws.amazon.com/lambda/pricing/' },
  lambdaRequest: { dollars: 0.2 / million, unit: 'requests', source: 'https://aws.amazon.com/lambda/pricing/' },
  scheduledRun: { dollars: 1 / million, unit: 'runs', source: 'https://aws.amazon.com/eventbridge/pricing/' },
  // Of S3 too, which other events of AWS are not charged like: they have to be asked for.
  event: { dollars: 1 / million, unit: 'events', source: 'https://aws.amazon.com/eventbridge/pricing/' },
  s3Write: { dollars: 0.005 / 1000, unit: 'requests', source: 'https://aws.amazon.com/s3/pricing/' },
  s3Read: { dollars: 0.0004 / 1000, unit: 'requests', source: 'https://aws.amazon.com/s3/pricing/' },
  s3Storage: { dollars: 0.023, unit: 'GB', source: 'https://aws.amazon.com/s3/pricing/' },
  logs: { dollars: 0.5, unit: 'GB', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  metric: { dollars: 0.3, unit: 'metrics', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  alarm: { dollars: 0.1, unit: 'alarms', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  trace: { dollars: 5 / million, unit: 'traces', source: 'https://aws.amazon.com/xray/pricing/' },
  secret: { dollars: 0.4, unit: 'secrets', source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  endpoint: { dollars: 0.01, unit: 'zone-hours', source: 'https://aws.amazon.com/privatelink/pricing/' },
  natData: { dollars: 0.045, unit: 'GB', source: 'https://aws.amazon.com/vpc/pricing/' },
  kmsKey: { dollars: 1, unit: 'keys', source: 'https://aws.amazon.com/kms/pricing/' },
  kmsRequest: { dollars: 0.03 / 10_000, unit: 'requests', source: 'https://aws.amazon.com/kms/pricing/' },
  email: { dollars: 2 / 100_000, unit: 'mails', source: 'https://aws.amazon.com/sns/pricing/' },
} as const satisfies Readonly<Record<string, Price>>;

export type Priced = keyof typeof prices;
