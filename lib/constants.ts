/**
 * Names that the stack and its functions both use: written once, so that they cannot drift apart. Imports nothing: the
 * functions must not pull in the stack, nor the stack the functions.
 */

/** Environment variables of the functions. */
export const environmentVariables = {
  /** Bucket of facts, history and state. */
  bucket: 'AUDITOR_BUCKET',
  /** Topic for alerts. */
  topic: 'AUDITOR_TOPIC_ARN',
  /** Ids of the clusters whose finished days are joined, with commas between them. */
  clusters: 'AUDITOR_CLUSTERS',
  /** Secret that holds the URL of a Slack incoming webhook. */
  webhookSecret: 'AUDITOR_WEBHOOK_SECRET',
  /** Secret that holds the routing key of a PagerDuty service. */
  pagerdutySecret: 'AUDITOR_PAGERDUTY_SECRET',
  /** URL that takes events for PagerDuty. */
  pagerdutyEndpoint: 'AUDITOR_PAGERDUTY_ENDPOINT',
  /** Severities that are paged, with commas between them. */
  pagerdutySeverities: 'AUDITOR_PAGERDUTY_SEVERITIES',
  /** Name of the environment, in the identity of an incident. */
  environment: 'AUDITOR_ENVIRONMENT',
  /** `document` where web servers get the document for machines; left out where the form is for Amazon Q. */
  httpsForm: 'AUDITOR_HTTPS_FORM',
} as const;

/** What the functions find beside their code: the declaration of the one cluster they work for. */
export const CLUSTER_FILE = 'cluster.json';

/** What the function for digests finds beside its code: which clusters it sums up, and how they are declared. */
export const DIGEST_FILE = 'digest.json';

/** A team's own rules, beside the code of the functions that read, judge or sum up by them. */
export const RULES_FILE = 'rules.json';

/** Who speaks, in logs and traces. */
export const SERVICE_NAME = 'redis-cluster-auditor';

export const METRIC_NAMESPACE = 'RedisClusterAuditor';

/** Dimension of every metric. A custom metric costs about as much as a month of audits, so there are few. */
export const METRIC_DIMENSION = 'cluster';

/** Value of that dimension: two environments of one account may watch clusters that have the same id. */
export function measuredCluster(environment: string, clusterId: string): string {
  return `${environment}/${clusterId}`;
}

export const metricNames = {
  /** One for each audit that was judged, told and remembered: the heartbeat. */
  auditsCompleted: 'AuditsCompleted',
  /** Failing findings of one audit. */
  criticalFindings: 'CriticalFindings',
  warningFindings: 'WarningFindings',
  /** Addresses that were told to confirm their subscription and have not; published only while there are some. */
  subscriptionsPending: 'SubscriptionsPending',
  /** One for each set that holds the whole cluster: the heartbeat of copies, published only where they are declared. */
  copiesCompleted: 'CopiesCompleted',
} as const;

/** Page with a heading for each alarm; an environment may name the address where its people read it. */
export const RUNBOOK_PAGE = 'docs/runbook.md';
