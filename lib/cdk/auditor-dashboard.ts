import { Dashboard, type IWidget, Metric, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type metricNames, RUNBOOK_PAGE } from '../constants.ts';
import type { AlertTopic } from './alert-topic.ts';
import { auditorMetric } from './auditor-metric.ts';
import type { ClusterAudit } from './cluster-audit.ts';
import type { ClusterBackup } from './cluster-backup.ts';
import type { ClusterDigest } from './cluster-digest.ts';
import { backupRow, deadLetters, digestRow, graph, longest, PERIOD, refusedCalls, sums } from './dashboard-graphs.ts';

export interface AuditorDashboardProps {
  readonly environmentName: string;
  readonly clusters: readonly ClusterAudit[];
  /** Saves and copies of any of the clusters. */
  readonly backups: readonly ClusterBackup[];
  /** @default there is none */
  readonly digest?: ClusterDigest;
  readonly alerts: AlertTopic;
  /** @default the path of the page in this project */
  readonly runbookUrl?: string;
}

/** What an environment's auditor sees and how it does: rows of graphs for each cluster, for digests, and for messages. */
export class AuditorDashboard extends Construct {
  constructor(scope: Construct, id: string, props: AuditorDashboardProps) {
    super(scope, id);
    const { environmentName, clusters, backups, digest, runbookUrl = RUNBOOK_PAGE } = props;
    const backupsOf = (audit: ClusterAudit) => backups.filter(({ clusterId }) => clusterId === audit.clusterId);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `RedisAuditor-${environmentName}`,
      widgets: [
        [
          new TextWidget({
            markdown: `# Redis auditor ${environmentName}\nAlarms: ${runbookUrl}`,
            width: 24,
            height: 2,
          }),
        ],
        ...clusters.flatMap((audit) => [
          ...clusterRows(audit, environmentName),
          ...backupsOf(audit).map((backup) => backupRow(backup, environmentName)),
        ]),
        ...(digest === undefined ? [] : [digestRow(digest)]),
        messageRow(props),
      ],
    });
  }
}

function clusterRows(audit: ClusterAudit, environmentName: string): IWidget[][] {
  const { clusterId, observe, assess, timing } = audit;
  const own = (name: keyof typeof metricNames): Metric => auditorMetric(environmentName, name, clusterId, PERIOD);
  const functions = [
    { name: 'visit', lambda: observe },
    { name: 'judge', lambda: assess },
  ];
  return [
    [
      graph(`${clusterId}: findings`, [
        own('criticalFindings').with({ label: 'critical', color: '#d13212' }),
        own('warningFindings').with({ label: 'warning', color: '#ff9900' }),
      ]),
      graph(`${clusterId}: audits completed`, [own('auditsCompleted').with({ label: 'completed' })]),
      graph(
        `${clusterId}: milliseconds`,
        functions.map(({ name, lambda }) => lambda.metricDuration({ ...longest, label: name })),
      ),
    ],
    [
      graph(`${clusterId}: errors`, [
        ...functions.map(({ name, lambda }) => lambda.metricErrors({ ...sums, label: name })),
        refusedCalls(timing.group),
      ]),
      graph(
        `${clusterId}: calls that had to wait`,
        functions.map(({ name, lambda }) => lambda.metricThrottles({ ...sums, label: name })),
      ),
      graph(`${clusterId}: given up on`, [deadLetters(audit.deadLetters)]),
    ],
  ];
}

function messageRow({ alerts: { topic, carriers } }: AuditorDashboardProps): IWidget[] {
  const ofTopic = (metricName: string, label: string): Metric =>
    new Metric({
      namespace: 'AWS/SNS',
      metricName,
      dimensionsMap: { TopicName: topic.topicName },
      statistic: Stats.SUM,
      period: PERIOD,
      label,
    });
  const messages = graph('Messages', [
    ofTopic('NumberOfMessagesPublished', 'sent'),
    ofTopic('NumberOfNotificationsDelivered', 'delivered'),
    ofTopic('NumberOfNotificationsFailed', 'not delivered'),
  ]);
  if (carriers.length === 0) return [messages];
  const errors = carriers.map((carrier) => carrier.function.metricErrors({ ...sums, label: carrier.service }));
  return [messages, graph('Carriers: errors', errors)];
}
