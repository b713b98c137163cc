import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { PemTexts } from '../config/environment/certificates.ts';
import type { Environment, EnvironmentCluster } from '../config/environment/schema.ts';
import type { LocalRules } from '../local-rules/read.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { ClusterAuditor } from './cluster-auditor.ts';
import { networkOf } from './cluster-network.ts';

export interface AuditorStackProps extends StackProps {
  readonly environment: Environment;
  /** Of the environment file: letters, digits and dashes. */
  readonly environmentName: string;
  /** Texts of the certificate files that the environment names. */
  readonly pemTexts: PemTexts;
  /**
   * The rules in the folder that the environment names.
   *
   * @default only those that are built in
   */
  readonly localRules?: LocalRules;
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

/** One environment file as one stack that shares nothing with the stack of another. */
export class AuditorStack extends Stack {
  readonly auditor: ClusterAuditor;

  constructor(scope: Construct, id: string, props: AuditorStackProps) {
    const { environment, environmentName, pemTexts, localRules, bundles, now, ...stackProps } = props;
    const { account, region, storage, tracing, runbookUrl, watchdog, logs, digest, athena } = environment;
    super(scope, id, {
      description: `Redis Cluster Auditor: audits the clusters of ${environmentName}`,
      ...(account === undefined || region === undefined ? {} : { env: { account, region } }),
      ...stackProps,
    });
    Tags.of(this).add('redis-auditor:environment', environmentName);
    this.auditor = new ClusterAuditor(this, 'Auditor', {
      environmentName,
      clusters: environment.clusters.map((cluster) => this.cluster(cluster, pemTexts)),
      alerts: environment.alerts,
      watchdogEmail: watchdog.email,
      storage,
      athena,
      tracing,
      logRetention: logs.retentionDays,
      ...(localRules === undefined ? {} : { localRules }),
      ...(digest === undefined ? {} : { digest }),
      ...(runbookUrl === undefined ? {} : { runbookUrl }),
      ...(bundles === undefined ? {} : { bundles }),
      ...(now === undefined ? {} : { now }),
    });
    this.tell();
  }

  private cluster({ network, tls, ...declared }: EnvironmentCluster, pemTexts: PemTexts): AuditedCluster {
    const { ca: path, ...rest } = tls ?? {};
    const ca = path === undefined ? undefined : pemTexts[path];
    const scope = new Construct(this, `Network-${declared.id}`);
    return {
      ...declared,
      ...(tls === undefined ? {} : { tls: { ...rest, ...(ca === undefined ? {} : { ca }) } }),
      ...(network === undefined ? {} : { network: networkOf(scope, network) }),
    };
  }

  /** What people need by hand: to look into the bucket, to subscribe more, to let the function into the nodes' group. */
  private tell(): void {
    const { bucket, alertTopic, watchdogTopic, audits, backups, digest, queries } = this.auditor;
    const output = (name: string, value: string, description: string): void => {
      new CfnOutput(this, name, { value, description });
    };
    output('Bucket', bucket.bucketName, 'Facts, history and state');
    output('AlertTopic', alertTopic.topicArn, 'Alerts about the clusters');
    output('WatchdogTopic', watchdogTopic.topicArn, 'Alarms about the auditor');
    if (digest !== undefined) output('Digest', digest.function.functionName, 'Function that sums up');
    if (queries !== undefined)
      output('Athena', queries.workGroupName, 'Workgroup of Athena with queries about the history');
    const names = outputNames(audits.map(({ clusterId }) => clusterId));
    for (const [index, { clusterId, observe, assess, deadLetters, securityGroups }] of audits.entries()) {
      const name = names[index] ?? '';
      output(`${name}Observe`, observe.functionName, `${clusterId}: function that visits the nodes`);
      output(`${name}Assess`, assess.functionName, `${clusterId}: function that judges what was seen`);
      output(`${name}DeadLetters`, deadLetters.queueUrl, `${clusterId}: what was given up on`);
      for (const backup of backups.filter((each) => each.clusterId === clusterId)) {
        const [suffix, does] = backup.work === 'save' ? ['Backup', 'lets replicas save'] : ['Copy', 'copies replicas'];
        output(`${name}${suffix}`, backup.function.functionName, `${clusterId}: function that ${does}`);
      }
      const groups = securityGroups.map(({ securityGroupId }) => securityGroupId).join(' ');
      if (groups !== '')
        output(`${name}Group`, groups, `${clusterId}: who visits the nodes; their group must let it in`);
    }
  }
}

/** `shop-eu.1` → `ShopEu1`, as outputs have letters and digits only; a number where that makes two the same. */
function outputNames(ids: readonly string[]): readonly string[] {
  const plain = ids.map((id) =>
    id
      .split(/[^A-Za-z0-9]+/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
  );
  return plain.map((name, index) => (plain.indexOf(name) === index ? name : `${name}${index + 1}`));
}
