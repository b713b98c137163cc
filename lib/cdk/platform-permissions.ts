import type { Permission } from '../permissions.ts';

/** What a role needs because of how things are run on AWS, whatever the code does. Plain data, as {@link Permission}. */
export interface PlatformPermission extends Omit<Permission, 'on' | 'keys'> {
  readonly on:
    | 'log-group'
    | 'dead-letters'
    /** Only inside a VPC. */
    | 'network-interfaces'
    /** Only with X-Ray. */
    | 'traces'
    | 'observe-function'
    | 'save-function'
    | 'copy-function'
    | 'digest-function'
    | 'compact-function'
    | 'channel-log';
}

export const writeLogs: PlatformPermission = {
  sid: 'WriteOwnLogs',
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  on: 'log-group',
  why: 'Lambda writes what the function prints, metrics included, to its own log group; the group itself is made by the stack.',
};

export const sendDeadLetters: PlatformPermission = {
  sid: 'KeepWhatFailed',
  actions: ['sqs:SendMessage'],
  on: 'dead-letters',
  why: 'What was given up on is put into the dead-letter queue by Lambda or by Scheduler, in the name of this role.',
};

/** The calls by which Lambda connects a function to a VPC: it makes them in the name of the function's role. */
export const connectToNetwork: PlatformPermission = {
  sid: 'ConnectToTheNetwork',
  actions: [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ],
  on: 'network-interfaces',
  why: 'Lambda makes the network interfaces in the given subnets in the name of the function. The code of the function is denied the same calls.',
};

export const writeTraces: PlatformPermission = {
  sid: 'WriteTraces',
  actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  on: 'traces',
  why: 'X-Ray was asked for by `tracing`.',
};

export const callObserve: PlatformPermission = {
  sid: 'CallTheFunction',
  actions: ['lambda:InvokeFunction'],
  on: 'observe-function',
  why: 'The schedules of a cluster call the function that visits it, and no version of it but the newest.',
};

export const callSave: PlatformPermission = {
  sid: 'CallTheFunction',
  actions: ['lambda:InvokeFunction'],
  on: 'save-function',
  why: 'The schedule of the saves calls the function that lets replicas save, and no version of it but the newest.',
};

export const callCopy: PlatformPermission = {
  sid: 'CallTheFunction',
  actions: ['lambda:InvokeFunction'],
  on: 'copy-function',
  why: 'The schedule of the copies calls the function that copies, and no version of it but the newest.',
};

export const callDigest: PlatformPermission = {
  sid: 'CallTheFunction',
  actions: ['lambda:InvokeFunction'],
  on: 'digest-function',
  why: 'The schedule of the digest calls the function that sums up, and no version of it but the newest.',
};

export const callCompact: PlatformPermission = {
  sid: 'CallTheFunction',
  actions: ['lambda:InvokeFunction'],
  on: 'compact-function',
  why: 'The daily schedule calls the function that joins finished days, and no version of it but the newest.',
};

export const makeChannelLog: PlatformPermission = {
  sid: 'MakeTheLogOfTheChannel',
  actions: ['logs:CreateLogGroup'],
  on: 'channel-log',
  why: 'Amazon Q writes the log of a channel in us-east-1. The group is made before it does.',
};

export const limitChannelLog: PlatformPermission = {
  sid: 'LimitTheLogOfTheChannel',
  actions: ['logs:PutRetentionPolicy'],
  on: 'channel-log',
  why: 'Otherwise the log would be kept for ever.',
};
