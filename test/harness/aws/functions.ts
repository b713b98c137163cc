import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { callRest } from './calls.ts';
import type { Emulator } from './emulator.ts';

/** What Lambda tells of a function. */
export interface FunctionDescription {
  readonly Configuration: {
    readonly Runtime: string;
    readonly Architectures: readonly string[];
    readonly VpcConfig?: { readonly SubnetIds: readonly string[]; readonly SecurityGroupIds: readonly string[] };
    readonly DeadLetterConfig?: { readonly TargetArn: string };
    readonly LoggingConfig: { readonly LogGroup: string };
  };
  readonly Concurrency?: { readonly ReservedConcurrentExecutions: number };
}

export function describeFunction(emulator: Emulator, name: string): Promise<FunctionDescription> {
  return callRest(emulator, 'lambda', `GET /2015-03-31/functions/${name}`);
}

/** Runs a function and waits for what it returns. @throws Error when it fails */
export function invoke<Output>(emulator: Emulator, name: string, event: object): Promise<Output> {
  return callRest(emulator, 'lambda', `POST /2015-03-31/functions/${name}/invocations`, event);
}

/** Queues an event for a function, as a schedule, a rule or a topic does. */
export async function invokeLater(emulator: Emulator, name: string, event: object): Promise<void> {
  const operation = `POST /2015-03-31/functions/${name}/invocations`;
  await callRest(emulator, 'lambda', operation, event, { 'x-amz-invocation-type': 'Event' });
}

/** Everything a function has logged, one entry a line of its output. */
export async function logOf(emulator: Emulator, name: string): Promise<readonly string[]> {
  const { LogGroup } = (await describeFunction(emulator, name)).Configuration.LoggingConfig;
  return eventsOf(emulator, LogGroup);
}

/** The ends of all logs, for whoever has to find out why something did not happen. */
export async function evidence(emulator: Emulator): Promise<string> {
  const groups = await withLogs(emulator, async (logs) => {
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand());
    return logGroups.flatMap(({ logGroupName }) => logGroupName ?? []);
  });
  const parts = groups.map(async (group) => `${group}:\n${(await eventsOf(emulator, group)).slice(-20).join('\n')}`);
  return [`emulator:\n${emulator.logTail()}`, ...(await Promise.all(parts))].join('\n\n');
}

function eventsOf(emulator: Emulator, logGroupName: string): Promise<readonly string[]> {
  return withLogs(emulator, async (logs) => {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    return events.flatMap(({ message }) => message ?? []);
  });
}

async function withLogs<T>(emulator: Emulator, ask: (logs: CloudWatchLogsClient) => Promise<T>): Promise<T> {
  const { endpoint, region, credentials } = emulator;
  const logs = new CloudWatchLogsClient({ endpoint, region, credentials });
  try {
    return await ask(logs);
  } finally {
    logs.destroy();
  }
}
