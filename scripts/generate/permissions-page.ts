import { type GrantedPermission, grants, type RoleName } from '../../lib/cdk/grants.ts';
import { markdownProse, markdownTable } from '../../lib/report/escape-markdown.ts';
import { page } from './rule-page.ts';

const roles: Readonly<Record<RoleName, { readonly title: string; readonly text: string }>> = {
  observe: { title: 'The function that visits', text: 'One for each cluster. It runs where the nodes can be reached.' },
  assess: { title: 'The function that judges', text: 'One for each cluster, outside any VPC.' },
  backup: {
    title: 'The function that saves on replicas',
    text: 'Made only for a cluster that declares `backup.save`. It runs where the nodes can be reached.',
  },
  copy: {
    title: 'The function that copies into the bucket',
    text: 'Made only for a cluster that declares `backup.copy`. It runs where the nodes can be reached. Its user of the nodes can read every value.',
  },
  digest: {
    title: 'The function that sums up',
    text: 'One for all clusters, outside any VPC, made only where `digest` is declared. `ID` stands for each of them, or for any in the bucket where they are too many for a policy: four or five.',
  },
  compact: {
    title: 'The function that joins days',
    text: 'One for all clusters, outside any VPC. `ID` stands for each of them, or for any in the bucket where they are too many for a policy: four or five.',
  },
  slack: { title: 'The function for a Slack webhook', text: 'Made only where `alerts.webhook` is declared.' },
  pagerduty: { title: 'The function for PagerDuty', text: 'Made only where `alerts.pagerduty` is declared.' },
  schedules: {
    title: 'The schedules',
    text: 'The role by which EventBridge Scheduler calls, one for each cluster.',
  },
  'save-schedule': { title: 'The schedule of the saves', text: 'Made only where `backup.save` is declared.' },
  'copy-schedule': { title: 'The schedule of the copies', text: 'Made only where `backup.copy` is declared.' },
  'digest-schedule': { title: 'The schedule of the digest', text: 'Made only where `digest` is declared.' },
  'compact-schedule': {
    title: 'The schedule of joining days',
    text: 'The role by which EventBridge Scheduler calls it, once a day.',
  },
  channel: {
    title: 'The deploy of a Slack channel',
    text: 'Made only where `alerts.slack` is declared, and used only while the stack is deployed. The channel itself has a role without permissions, below a guardrail that lets it read CloudWatch at most.',
  },
};

const targets: Readonly<Record<GrantedPermission['on'], string>> = {
  bucket: 'the bucket, for keys of the form',
  'bucket-objects': 'objects',
  'bucket-key': 'the key of the bucket, through S3 only',
  'alert-topic': 'the topic for alerts',
  'alert-topic-key': 'the key of that topic, through SNS only',
  secret: 'the secret of its own login (`secret`, `backup.secret` or `backup.copy.secret`)',
  'webhook-secret': 'the secret of the webhook',
  'pagerduty-secret': 'the secret with the routing key',
  'log-group': 'its own log group',
  'dead-letters': 'the dead-letter queue',
  'observe-function': 'the function that visits',
  'save-function': 'the function that saves',
  'copy-function': 'the function that copies',
  'digest-function': 'the function that sums up',
  'compact-function': 'the function that joins days',
  'channel-log': 'the log group of the channel',
  'network-interfaces': 'all resources, as AWS demands',
  traces: 'all resources, as X-Ray knows none',
};

/** When there is nothing to be permitted, nothing is. */
const conditions: Readonly<Partial<Record<GrantedPermission['on'], string>>> = {
  secret: 'one is declared',
  'bucket-key': 'the bucket is encrypted by a KMS key',
  'alert-topic-key': 'the topic is encrypted by a KMS key',
  'network-interfaces': 'the cluster has a `network`',
  traces: '`tracing` is on',
};

/** docs/permissions.md: what each role of a stack may do, from the data that its policy is made of. */
export function permissionsPage(): string {
  return page([
    '# Permissions',
    "What the roles of a stack may do, on what, and why. The policies are made of the same data, so that they hold nothing else: no managed policy, and no action with a wildcard. Two helpers that the CDK brings along have policies of its making: one that sets the end of a Slack channel's log, and one that empties the bucket when the stack goes, where `keepOnDestroy: false` wants that. `ID` is the id of the cluster; no function sees the objects of another cluster, but for the one that sums up and the one that joins days, which see those of all.",
    ...(Object.keys(roles) as RoleName[]).flatMap(section),
    '## What they may not',
    'The code of a function in a VPC is denied the calls by which Lambda makes its network interfaces, although its role has to have them. Bucket, topics and queues turn away whatever does not come over TLS. No role may delete a version of an object: the one that copies deletes old sets, and the one that joins days objects of facts and history, which leaves the deleted versions for some days. No role may change a policy, or read a secret but its own. A secret that is encrypted by a key of your own needs that key to let the function use it.',
    'For the users that read the nodes, save on them and copy them see [acl.md](acl.md).',
  ]);
}

function section(role: RoleName): readonly string[] {
  const { title, text } = roles[role];
  return [`## ${title}`, text, markdownTable(['May', 'On', 'Why'], grants[role].map(row)).join('\n')];
}

function row(permission: GrantedPermission): readonly string[] {
  const { actions, on, why } = permission;
  const keys = 'keys' in permission ? (permission.keys ?? []) : [];
  const condition = conditions[on];
  return [
    actions.map((action) => `\`${action}\``).join('<br>'),
    [targets[on], keys.map((key) => `\`${key}\``).join(', ')].join(' ').trim(),
    markdownProse(condition === undefined ? why : `${why} Only where ${condition}.`),
  ];
}
