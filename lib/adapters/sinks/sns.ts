export const snsPermissions = {
  assess: [
    { sid: 'PublishAlerts', actions: ['sns:Publish'], on: 'alert-topic', why: 'Tells people.' },
    {
      sid: 'CountSubscriptions',
      actions: ['sns:GetTopicAttributes'],
      on: 'alert-topic',
      why: 'Notices addresses that never confirmed their subscription.',
    },
    {
      sid: 'UseTopicKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      on: 'alert-topic-key',
      why: 'Publishes to an encrypted topic.',
    },
  ],
} as const;
