const missingIsNotForbidden =
  'Without it S3 says "access denied" of an object that is not there yet, and the first audit could not begin.';

/** What a function needs in the bucket. */
export const s3Permissions = {
  observe: [
    {
      sid: 'WriteFacts',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster=ID/*'],
      why: 'Stores what the nodes said, and sees whether this run was stored before.',
    },
    {
      sid: 'KeepCursors',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['state/cluster=ID/cursors.json'],
      why: 'Knows where it stopped reading in the slow log of each node.',
    },
    {
      sid: 'SeeWhatIsThere',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['facts/cluster=ID/*', 'state/cluster=ID/*'],
      why: missingIsNotForbidden,
    },
    {
      sid: 'UseBucketKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'bucket-key',
      why: 'Reads and writes encrypted objects.',
    },
  ],
  assess: [
    {
      sid: 'ReadFacts',
      actions: ['s3:GetObject'],
      on: 'bucket-objects',
      keys: ['facts/cluster=ID/*'],
      why: 'Judges what the nodes said.',
    },
    {
      sid: 'WriteHistory',
      actions: ['s3:PutObject'],
      on: 'bucket-objects',
      keys: ['findings', 'slowlog', 'alerts'].map((kind) => `history/${kind}/cluster=ID/*`),
      why: 'Keeps findings, slow commands and alerts for people to review.',
    },
    {
      sid: 'KeepAlerts',
      actions: ['s3:GetObject', 's3:PutObject'],
      on: 'bucket-objects',
      keys: ['state/cluster=ID/alerts.json'],
      why: 'Knows which alerts stand and what the last audits said.',
    },
    {
      sid: 'FindFacts',
      actions: ['s3:ListBucket'],
      on: 'bucket',
      keys: ['facts/cluster=ID/*', 'state/cluster=ID/*'],
      why: `Finds runs whose event was lost. ${missingIsNotForbidden}`,
    },
    {
      sid: 'UseBucketKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'bucket-key',
      why: 'Reads and writes encrypted objects.',
    },
  ],
} as const;
