export const secretPermissions = {
  observe: [
    {
      sid: 'ReadLogin',
      actions: ['secretsmanager:GetSecretValue'],
      on: 'secret',
      why: "Logs in to the nodes as the auditor's user.",
    },
  ],
  slack: [
    {
      sid: 'ReadWebhook',
      actions: ['secretsmanager:GetSecretValue'],
      on: 'webhook-secret',
      why: 'Knows the URL to which alerts are posted.',
    },
  ],
} as const;
