import type { Permission } from '../permissions.ts';
import { adapterPermissions, readSecret } from './adapter-permissions.ts';
import {
  callObserve,
  connectToNetwork,
  limitChannelLog,
  makeChannelLog,
  type PlatformPermission,
  sendDeadLetters,
  useBucketKey,
  useTopicKey,
  writeLogs,
  writeTraces,
} from './platform-permissions.ts';

export type FunctionName = 'observe' | 'assess' | 'slack';

/** The functions, and who else has a role: the schedules that call, and the deploy of a Slack channel by Amazon Q. */
export type RoleName = FunctionName | 'schedules' | 'channel';

/** What a declaration may or may not have, and what then needs a permission. */
export type Circumstance = 'secret' | 'network' | 'tracing' | 'bucketKey' | 'topicKey';

export type GrantedPermission = Permission | PlatformPermission;

/** One permission of one role. */
export interface Grant {
  readonly permission: GrantedPermission;
  /** Given only then; always, if absent. */
  readonly onlyWith?: Circumstance;
}

/** Everything that the roles may do. Their policies and docs/permissions.md are made of this and of nothing else. */
export const grants: Readonly<Record<RoleName, readonly Grant[]>> = {
  observe: [
    ...adapterPermissions.observe.map((permission) => ({ permission })),
    { permission: readSecret, onlyWith: 'secret' },
    ...platform(),
    { permission: connectToNetwork, onlyWith: 'network' },
    { permission: useBucketKey, onlyWith: 'bucketKey' },
  ],
  assess: [
    ...adapterPermissions.assess.map((permission) => ({ permission })),
    ...platform(),
    { permission: useBucketKey, onlyWith: 'bucketKey' },
    { permission: useTopicKey, onlyWith: 'topicKey' },
  ],
  slack: [{ permission: readSecret }, ...platform()],
  schedules: [{ permission: callObserve }, { permission: sendDeadLetters }],
  channel: [{ permission: makeChannelLog }, { permission: limitChannelLog }],
};

function platform(): readonly Grant[] {
  return [{ permission: writeLogs }, { permission: sendDeadLetters }, { permission: writeTraces, onlyWith: 'tracing' }];
}

/** What a role may do where these circumstances hold. */
export function permissionsOf(
  name: RoleName,
  circumstances: ReadonlySet<Circumstance> = new Set(),
): readonly GrantedPermission[] {
  const given = grants[name].filter(({ onlyWith }) => onlyWith === undefined || circumstances.has(onlyWith));
  return given.map(({ permission }) => permission);
}
