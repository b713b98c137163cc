import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AlertRouting, DigestRouting, Storage } from '../config/environment/schema.ts';
import type { LocalRules } from '../local-rules/read.ts';
import type { AuditedCluster } from './audited-cluster.ts';

export interface ClusterAuditorProps {
  /** At least one. */
  readonly clusters: readonly AuditedCluster[];
  /**
   * Rules of your own, of every cluster: `await readLocalRules('local-rules')`.
   *
   * @default only those that are built in
   */
  readonly localRules?: LocalRules;
  /**
   * Names metrics, alarms, dashboard and Slack channel, and stands in messages: letters, digits and dashes. Two auditors
   * in one account and region have two names.
   *
   * @default the name of the stack
   */
  readonly environmentName?: string;
  /**
   * Who is told of alerts.
   *
   * @default nobody but the subscribers of `alertTopic`, which then has to be given
   */
  readonly alerts?: Partial<AlertRouting>;
  /**
   * Topic for alerts that is there already. If it is encrypted, its key must let the assess functions publish.
   *
   * @default a new one
   */
  readonly alertTopic?: ITopic;
  /**
   * A sum of the day or the week, to the topic for alerts; on Mondays at eight, UTC, about the week, as far as it is
   * left out.
   *
   * @default nobody gets one
   */
  readonly digest?: Partial<DigestRouting>;
  /**
   * Email addresses that are told when the auditor itself is in trouble.
   *
   * @default nobody: the alarms are seen in CloudWatch alone
   */
  readonly watchdogEmail?: readonly string[];
  /**
   * Topic for the alarms about the auditor that is there already. Its policy and its key must let CloudWatch publish.
   *
   * @default a new one
   */
  readonly watchdogTopic?: ITopic;
  /**
   * Bucket for facts, history and state that is there already. It has to tell EventBridge of new objects
   * (`eventBridgeEnabled`), or nothing is ever judged; how long objects stay is up to it.
   *
   * @default a new one, as `storage` says
   */
  readonly bucket?: IBucket;
  /** @default 400 days, encrypted by the keys of S3, without a lock, kept when the stack goes */
  readonly storage?: Partial<Storage>;
  /**
   * Tables, a workgroup and queries of Athena over facts and history; they cost nothing until they are used.
   *
   * @default false
   */
  readonly athena?: boolean;
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays;
  /**
   * X-Ray.
   *
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Address of the page with a heading for each alarm.
   *
   * @default its path in this project
   */
  readonly runbookUrl?: string;
  /**
   * Directory with the bundles of the functions, as `scripts/bundle.mjs` makes it.
   *
   * @default what the context says under `redis-auditor:bundles`, or dist in this project
   */
  readonly bundles?: string;
  /**
   * Milliseconds since 1970: schedules are looked at from here on.
   *
   * @default the time of the synthesis
   */
  readonly now?: number;
}
