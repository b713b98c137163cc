import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type metricNames, RUNBOOK_PAGE } from '../constants.ts';
import type { AlertTopic } from './alert-topic.ts';
import { auditorMetric } from './auditor-metric.ts';
import type { ClusterAudit } from './cluster-audit.ts';

export interface AuditorDashboardProps {
  readonly environmentName: string;
  readonly clusters: readonly ClusterAudit[];
  readonly alerts: AlertTopic;
  /** @default the path of the page in this project */
  readonly runbookUrl?: string;
}

const PERIOD = Duration.minutes(5);
const WIDTH = 8;

/** What an environment's auditor sees and how it does: a row of graphs for each cluster, and one for the messages. */
export class AuditorDashboard extends Construct {
  constructor(scope: Construct, id: string, props: AuditorDashboardProps) {
    super(scope, id);
    const { runbookUrl = RUNBOOK_PAGE } = props;
    new Dashboard(this, 'Dashboard', {
      dashboardName: `RedisAuditor-${props.environmentName}`,
      widgets: [
        [
          new TextWidget({
            markdown: `# Redis auditor ${props.environmentName}\nAlarms: ${runbookUrl}`,
            width: 24,
            height: 2,
          }),
        ],
        ...props.clusters.flatMap((audit) => clusterRows(audit, props.environmentName)),
        messageRow(props),
      ],
    });
  }
}

function clusterRows(audit: ClusterAudit, environmentName: string): IWidget[][] {
  const { clusterId, observe, assess, deadLetters, timing } = audit;
  const own = (name: keyof typeof metricNames): Metric => auditorMetric(environmentName, name, clusterId, PERIOD);
  const sum = { period: PERIOD, statistic: Stats.SUM };
  const longest = { period: PERIOD, statistic: Stats.MAXIMUM };
  const functions = [
    { name: 'visit', lambda: observe },
    { name: 'judge', lambda: assess },
  ];
  const missedCalls = new Metric({
    namespace: 'AWS/Scheduler',
    metricName: 'TargetErrorCount',
    dimensionsMap: { ScheduleGroup: timing.group.scheduleGroupName },
    label: 'calls refused',
    ...sum,
  });
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
        ...functions.map(({ name, lambda }) => lambda.metricErrors({ ...sum, label: name })),
        missedCalls,
      ]),
      graph(
        `${clusterId}: calls that had to wait`,
        functions.map(({ name, lambda }) => lambda.metricThrottles({ ...sum, label: name })),
      ),
      graph(`${clusterId}: given up on`, [
        deadLetters.metricApproximateNumberOfMessagesVisible({ ...longest, label: 'dead letters' }),
      ]),
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
  const errors = carriers.map((carrier) =>
    carrier.function.metricErrors({ period: PERIOD, statistic: Stats.SUM, label: carrier.service }),
  );
  return [messages, graph('Carriers: errors', errors)];
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WIDTH, leftYAxis: { min: 0, showUnits: false } });
}
