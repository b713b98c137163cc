import { join } from 'node:path';
import { Stack, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { deployedCluster, deployedDigest, deployedNodes } from '../config/environment/deploy-cluster.ts';
import type { DeployedCluster } from '../config/environment/deployed-cluster.ts';
import type { DeployedNodes } from '../config/environment/deployed-nodes.ts';
import {
  defaultDigest,
  isAnybodyTold,
  type Schedule,
  SLACK_OR_ENDPOINTS,
  secretsOf,
} from '../config/environment/schema.ts';
import { UsageError } from '../core/errors.ts';
import type { HttpsForm } from '../core/message-forms.ts';
import { rules } from '../core/rules/index.ts';
import type { RuleScript } from '../local-rules/open.ts';
import { AlertTopic } from './alert-topic.ts';
import { type CheckedCluster, checkedClusters } from './audited-cluster.ts';
import { AuditorBucket, DEFAULT_EXPIRY_DAYS } from './auditor-bucket.ts';
import { AuditorDashboard } from './auditor-dashboard.ts';
import { AuditorKey } from './auditor-key.ts';
import { ClusterAudit } from './cluster-audit.ts';
import type { ClusterAuditorProps } from './cluster-auditor-props.ts';
import { type BackupWork, ClusterBackup } from './cluster-backup.ts';
import { ClusterDigest } from './cluster-digest.ts';
import { DayRollUp } from './day-roll-up.ts';
import { Egress, type EgressClient } from './egress.ts';
import { HistoryQueries } from './history-queries.ts';
import { SelfWatch } from './self-watch.ts';
import { WatchdogTopic } from './watchdog-topic.ts';

/** What is left out and has a default that the parts need to know. */
type Settings = ClusterAuditorProps &
  Required<
    Pick<ClusterAuditorProps, 'environmentName' | 'alerts' | 'storage' | 'logRetention' | 'tracing' | 'bundles' | 'now'>
  >;

const builtBundles = join(import.meta.dirname, '..', '..', 'dist');

/** Watches clusters: everything from the schedules that call to the alarms that tell when nobody calls. */
export class ClusterAuditor extends Construct {
  readonly bucket: IBucket;
  readonly alertTopic: ITopic;
  readonly watchdogTopic: ITopic;
  /** One for each cluster, in order. */
  readonly audits: readonly ClusterAudit[];
  /** Only where a digest is declared. */
  readonly digest: ClusterDigest | undefined;
  /** Only where Athena is asked for. */
  readonly queries: HistoryQueries | undefined;
  /** Joins what finished days have left. */
  readonly rollUp: DayRollUp;
  /** Saves, then copies, of each cluster that declares them, in order. */
  readonly backups: readonly ClusterBackup[];

  /** @throws ConfigError or UsageError when what is declared cannot work */
  constructor(scope: Construct, id: string, props: ClusterAuditorProps) {
    super(scope, id);
    const settings = withDefaults(this, props);
    const catalogue = [...rules, ...(props.localRules?.rules ?? [])];
    const clusters = checkedClusters(props.clusters, { where: this.node.path, now: settings.now, catalogue });
    const encryption = this.encryption(settings);
    this.bucket = props.bucket ?? new AuditorBucket(this, 'Storage', { ...settings.storage, ...encryption }).bucket;
    const alerts = this.alerts(settings, encryption);
    this.alertTopic = alerts.topic;
    const email = props.watchdogEmail ?? [];
    this.watchdogTopic = props.watchdogTopic ?? new WatchdogTopic(this, 'Watchdog', { email, ...encryption }).topic;
    this.audits = clusters.map((cluster) => this.audit(cluster, settings));
    this.digest = this.digestOf(clusters, settings);
    this.queries = this.queriesOf(clusters, settings);
    this.rollUp = this.rollUpOf(clusters, settings);
    this.backups = clusters.flatMap((cluster, index) => this.backupsOf(cluster, this.audits[index], settings));
    this.openWaysOut(clusters);
    this.watchItself(alerts, settings);
  }

  private encryption({ storage }: Settings): { readonly encryptionKey?: IKey } {
    return storage.encryption === 'kms' ? { encryptionKey: new AuditorKey(this, 'Key', storage).key } : {};
  }

  private alerts(settings: Settings, encryption: { readonly encryptionKey?: IKey }): AlertTopic {
    const { alertTopic, alerts, environmentName, bundles, tracing, logRetention } = settings;
    return new AlertTopic(this, 'Alerts', {
      environmentName,
      destinations: alerts,
      bundles,
      tracing,
      logRetention,
      ...encryption,
      ...(alertTopic === undefined ? {} : { topic: alertTopic }),
    });
  }

  private audit({ declared, network }: CheckedCluster, settings: Settings): ClusterAudit {
    const { alerts, bundles, tracing, logRetention, now } = settings;
    return new ClusterAudit(this, `Cluster-${declared.id}`, {
      deployed: deployedFrom(declared, settings),
      schedules: declared.schedules,
      ...shippedRules(settings),
      bucket: this.bucket,
      alertTopic: this.alertTopic,
      ...httpsFormOf(alerts),
      bundles,
      tracing,
      logRetention,
      now,
      ...(network === undefined ? {} : { network }),
    });
  }

  private digestOf(clusters: readonly CheckedCluster[], settings: Settings): ClusterDigest | undefined {
    const { digest, alerts, environmentName, bundles, tracing, logRetention, now } = settings;
    if (digest === undefined) return undefined;
    const { schedule, timeZone, period } = { ...defaultDigest, ...digest };
    const declared = clusters.map((cluster) => cluster.declared);
    return new ClusterDigest(this, 'Digest', {
      deployed: deployedDigest(environmentName, period, declared, now),
      schedule: { schedule, timeZone },
      ...shippedRules(settings),
      bucket: this.bucket,
      alertTopic: this.alertTopic,
      ...httpsFormOf(alerts),
      bundles,
      tracing,
      logRetention,
    });
  }

  private queriesOf(clusters: readonly CheckedCluster[], settings: Settings): HistoryQueries | undefined {
    const { athena = false, environmentName, storage } = settings;
    if (!athena) return undefined;
    const clusterIds = clusters.map(({ declared }) => declared.id);
    const { expireAfterDays = DEFAULT_EXPIRY_DAYS } = storage;
    return new HistoryQueries(this, 'History', { environmentName, clusterIds, bucket: this.bucket, expireAfterDays });
  }

  private rollUpOf(clusters: readonly CheckedCluster[], settings: Settings): DayRollUp {
    const { environmentName, bundles, tracing, logRetention } = settings;
    const clusterIds = clusters.map(({ declared }) => declared.id);
    const { bucket } = this;
    return new DayRollUp(this, 'RollUp', { environmentName, clusterIds, bucket, bundles, tracing, logRetention });
  }

  private backupsOf(
    { declared, network }: CheckedCluster,
    audit: ClusterAudit | undefined,
    settings: Settings,
  ): readonly ClusterBackup[] {
    const { save, copy, ...saver } = declared.backup ?? {};
    if (audit === undefined) return [];
    const { bundles, tracing, logRetention, now } = settings;
    const { deadLetters, securityGroups } = audit;
    const common = { bucket: this.bucket, deadLetters, securityGroups, bundles, tracing, logRetention, now };
    const make = (work: BackupWork, schedule: Schedule, login: Pick<DeployedNodes, 'username' | 'secret' | 'keep'>) =>
      new ClusterBackup(this, `${work === 'save' ? 'Backup' : 'Copy'}-${declared.id}`, {
        ...common,
        work,
        deployed: deployedNodes(deployedFrom(declared, settings), login),
        schedule,
        ...(network === undefined ? {} : { network }),
      });
    return [
      ...(save === undefined ? [] : [make('save', save, saver)]),
      ...(copy === undefined ? [] : [make('copy', { schedule: copy.schedule, timeZone: copy.timeZone }, copy)]),
    ];
  }

  /** What a VPC takes only once is made once, however many clusters are visited from it. */
  private openWaysOut(clusters: readonly CheckedCluster[]): void {
    const clients = clusters.flatMap(({ declared, network }, index): readonly EgressClient[] => {
      if (network === undefined) return [];
      const securityGroups = this.audits[index]?.securityGroups ?? [];
      return [
        {
          clusterId: declared.id,
          network,
          securityGroups,
          readsSecret: secretsOf(declared).length > 0,
        },
      ];
    });
    for (const [vpcId, sharing] of Map.groupBy(clients, ({ network }) => network.vpc.vpcId)) {
      const [first] = sharing;
      if (first === undefined) continue;
      const id = Token.isUnresolved(vpcId) ? `Egress-${first.network.vpc.node.addr.slice(-8)}` : `Egress-${vpcId}`;
      new Egress(this, id, { vpc: first.network.vpc, clients: sharing });
    }
  }

  private watchItself(alerts: AlertTopic, settings: Settings): void {
    const { environmentName, runbookUrl, now } = settings;
    const links = runbookUrl === undefined ? {} : { runbookUrl };
    const watch = new SelfWatch(this, 'SelfWatch', { environmentName, topic: this.watchdogTopic, now, ...links });
    for (const audit of this.audits) watch.watchCluster(audit);
    if (this.digest !== undefined) watch.watchDigest(this.digest);
    watch.watchRollUp(this.rollUp);
    for (const backup of this.backups) watch.watchBackup(backup);
    const [first] = this.audits;
    if (first !== undefined) watch.watchAlerts(alerts, first);
    new AuditorDashboard(this, 'Overview', {
      environmentName,
      clusters: this.audits,
      backups: this.backups,
      alerts,
      ...(this.digest === undefined ? {} : { digest: this.digest }),
      ...links,
    });
  }
}

function shippedRules({ localRules }: Settings): { readonly localRules?: RuleScript } {
  return localRules === undefined ? {} : { localRules: localRules.script };
}

/** The cluster as its functions are told of it. */
function deployedFrom(declared: CheckedCluster['declared'], { environmentName, now }: Settings): DeployedCluster {
  const { ca } = declared.tls ?? {};
  return deployedCluster(environmentName, declared, ca === undefined ? {} : { [ca]: ca }, now);
}

function withDefaults(auditor: ClusterAuditor, props: ClusterAuditorProps): Settings {
  const { alerts = {} } = props;
  if (props.alertTopic === undefined && !isAnybodyTold(alerts)) {
    throw new UsageError(
      `nobody would be told of the alerts of ${auditor.node.path}`,
      'Name an email address, Slack, PagerDuty, a webhook, a queue or an endpoint in alerts, or hand in an alertTopic.',
    );
  }
  if (alerts.slack !== undefined && hasEndpoints(alerts))
    throw new UsageError(`the alerts of ${auditor.node.path} cannot go to all of these`, SLACK_OR_ENDPOINTS);
  return {
    environmentName: Stack.of(auditor).stackName,
    alerts: {},
    storage: {},
    logRetention: RetentionDays.ONE_MONTH,
    tracing: false,
    bundles: (auditor.node.tryGetContext('redis-auditor:bundles') as string | undefined) ?? builtBundles,
    now: Date.now(),
    ...props,
  };
}

/** Every function that tells the topic has to use one form: its subscribers cannot tell them apart. */
function httpsFormOf(alerts: Settings['alerts']): { readonly httpsForm?: HttpsForm } {
  return hasEndpoints(alerts) ? { httpsForm: 'document' } : {};
}

function hasEndpoints({ endpoints = [] }: Settings['alerts']): boolean {
  return endpoints.length > 0;
}
