import type { Permission } from '../permissions.ts';

/** What the code of each function needs, through the adapters that it uses. */
export const adapterPermissions = {
  observe: [
    {
      sid: 'StoreFacts',
      actions: ['s3:PutObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster={cluster}/*'],
      why: 'Each audit creates one object of facts.',
    },
    {
      sid: 'SkipWhatIsThere',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster={cluster}/*'],
      why: 'A repeat of an audit that was stored visits nobody.',
    },
    {
      sid: 'KeepCursors',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['state/cluster={cluster}/cursors.json'],
      why: 'The next audit reads the slow logs from where this one ended.',
    },
    {
      sid: 'TellMissingFromForbidden',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['facts/cluster={cluster}/*', 'state/cluster={cluster}/*'],
      why: 'Without it S3 answers "forbidden" where an object does not exist yet.',
    },
  ],
  assess: [
    {
      sid: 'ReadFacts',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster={cluster}/*'],
      why: 'Facts are what is judged.',
    },
    {
      sid: 'FindFacts',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['facts/cluster={cluster}/*', 'state/cluster={cluster}/*'],
      why: 'Facts whose event was lost are found by name, and a missing state is told from a forbidden one.',
    },
    {
      sid: 'WriteHistory',
      actions: ['s3:PutObject'],
      on: 'bucket-objects',
      keys: ['history/*/cluster={cluster}/*'],
      why: 'Findings, slow-log entries and changes of alerts are kept for review.',
    },
    {
      sid: 'KeepState',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['state/cluster={cluster}/alerts.json', 'state/cluster={cluster}/baselines.json'],
      why: 'Alerts that are not over, and what the next audit compares with.',
    },
    { sid: 'SendAlerts', actions: ['sns:Publish'], on: 'alert-topic', why: 'Alerts go to one topic.' },
    {
      sid: 'SeePendingSubscriptions',
      actions: ['sns:GetTopicAttributes'],
      on: 'alert-topic',
      why: 'An address that was never confirmed is told about, since it hears nothing.',
    },
  ],
  slack: [],
} as const satisfies Readonly<Record<'observe' | 'assess' | 'slack', readonly Permission[]>>;

export const readSecret = {
  sid: 'ReadTheSecret',
  actions: ['secretsmanager:GetSecretValue'],
  on: 'secret',
  why: 'The password of the nodes, or the address of the Slack webhook, is read when it is needed and kept nowhere.',
} as const satisfies Permission;
