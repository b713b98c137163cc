/** The auditor for other CDK apps: `import { ClusterAuditor } from 'redis-cluster-auditor/cdk'`. */
export { type LocalRules, readLocalRules } from '../local-rules/read.ts';
export { AlertTopic, type AlertTopicProps } from './alert-topic.ts';
export type { AuditedCluster } from './audited-cluster.ts';
export { AuditorBucket, type AuditorBucketProps } from './auditor-bucket.ts';
export { AuditorKey, type AuditorKeyProps } from './auditor-key.ts';
export { AuditorStack, type AuditorStackProps } from './auditor-stack.ts';
export { ClusterAudit, type ClusterAuditProps } from './cluster-audit.ts';
export { ClusterAuditor } from './cluster-auditor.ts';
export type { ClusterAuditorProps } from './cluster-auditor-props.ts';
export { type BackupWork, ClusterBackup, type ClusterBackupProps } from './cluster-backup.ts';
export { ClusterDigest, type ClusterDigestProps } from './cluster-digest.ts';
export type { ClusterNetwork } from './cluster-network.ts';
export { DayRollUp, type DayRollUpProps } from './day-roll-up.ts';
export { HistoryQueries, type HistoryQueriesProps } from './history-queries.ts';
export { WatchdogTopic, type WatchdogTopicProps } from './watchdog-topic.ts';
