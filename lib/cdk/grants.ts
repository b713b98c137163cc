import { secretPermissions } from '../adapters/secrets/secrets-manager.ts';
import { snsPermissions } from '../adapters/sinks/sns.ts';
import { s3Permissions } from '../adapters/stores/s3.ts';
import { s3BackupsPermissions } from '../adapters/stores/s3-backups.ts';
import type { Permission } from '../permissions.ts';
import {
  callCompact,
  callCopy,
  callDigest,
  callObserve,
  callSave,
  connectToNetwork,
  limitChannelLog,
  makeChannelLog,
  type PlatformPermission,
  sendDeadLetters,
  writeLogs,
  writeTraces,
} from './platform-permissions.ts';

export type FunctionName = 'observe' | 'assess' | 'backup' | 'copy' | 'digest' | 'compact' | 'slack' | 'pagerduty';

/** The functions, and who else has a role: the schedules that call, and the deploy of a Slack channel by Amazon Q. */
export type RoleName =
  | FunctionName
  | 'schedules'
  | 'save-schedule'
  | 'copy-schedule'
  | 'digest-schedule'
  | 'compact-schedule'
  | 'channel';

export type GrantedPermission = Permission | PlatformPermission;

const everyFunction = [writeLogs, sendDeadLetters, writeTraces];

/**
 * Everything that the roles may do: what the adapters in use need, and what AWS needs to run them. The policies and
 * docs/permissions.md are made of this and of nothing else.
 */
export const grants: Readonly<Record<RoleName, readonly GrantedPermission[]>> = {
  observe: [...s3Permissions.observe, ...secretPermissions.observe, ...everyFunction, connectToNetwork],
  assess: [...s3Permissions.assess, ...snsPermissions.assess, ...everyFunction],
  digest: [...s3Permissions.digest, ...snsPermissions.digest, ...everyFunction],
  compact: [...s3Permissions.compact, ...everyFunction],
  backup: [...s3Permissions.backup, ...secretPermissions.backup, ...everyFunction, connectToNetwork],
  copy: [...s3BackupsPermissions.copy, ...secretPermissions.copy, ...everyFunction, connectToNetwork],
  slack: [...secretPermissions.slack, ...everyFunction],
  pagerduty: [...secretPermissions.pagerduty, ...everyFunction],
  schedules: [callObserve, sendDeadLetters],
  'save-schedule': [callSave, sendDeadLetters],
  'copy-schedule': [callCopy, sendDeadLetters],
  'digest-schedule': [callDigest, sendDeadLetters],
  'compact-schedule': [callCompact, sendDeadLetters],
  channel: [makeChannelLog, limitChannelLog],
};
