/*
 * Every reason that a decision about an alert can have, in words: for the alert log, the messages and the reports.
 * docs/alerts.md lists them, and a test holds it to this file. A count of words such as `2` becomes part of a sentence,
 * so all of them take what they say as it is to be said.
 */

type Count = number | string;

/** Why an alert is in its state, or what was decided about it. */
export const stateReasons = {
  failed: () => 'failed in this audit',
  failedInARow: (audits: Count) => `failed in ${audits} audits running`,
  failedAndWaits: (threshold: Count) => `failed in this audit, fires at ${threshold}`,
  passed: () => 'the check passes again',
  passedInARow: (audits: Count) => `the check passes again, in ${audits} audits running`,
  overtaken: () => 'an audit that looked later found nothing',
  passedAndWaits: (audits: Count, threshold: Count) => `passed ${audits} of the ${threshold} times that end it`,
  notApplicable: (why: string) => `the check no longer applies: ${why}`,
  nodeGone: () => 'resource-gone: the node left the cluster',
  shardGone: () => 'resource-gone: the slots of the shard are served by another one',
  ruleOff: () => 'its rule is switched off',
  ruleGone: () => 'its rule is not there any more',
  notJudged: (why: string) => `stays as it is, as it could not be judged: ${why}`,
  notYetClear: (why: string) => `stays as it is, as it passes too narrowly: ${why}`,
  raised: (from: string, to: string) => `raised from ${from} to ${to}`,
  lowered: (from: string, to: string) => `lowered from ${from} to ${to}`,
  escalated: (hours: Count) => `a warning that has failed for ${hours} h counts as critical`,
  flaps: (changes: Count, hours: Count) => `flaps: changed ${changes} times within ${hours} h`,
  steady: (hours: Count) => `flaps no more: has not changed for ${hours} h`,
  endUntold: (days: Count) => `its end could not be told for ${days} days and is given up`,
} as const;

/** Why a sink is told of an alert in this audit, where that is not the reason of its state. */
export const tellReasons = {
  late: () => 'fires, and was not told here before',
  released: () => 'was held back, and still fails',
  unsilenced: (holder: string) => `${holder} holds it back no longer, and it still fires`,
  again: () => 'told again: the last attempt failed, and may have arrived or not',
  raised: (from: string, to: string) => `more urgent than it was told: ${from} then, ${to} now`,
  repeated: (hours: Count) => `still fires: told again every ${hours} h`,
  joined: () => 'still fires: told together with others that are due',
} as const;

/** Why people are not told of an alert for now. */
export const holdReasons = {
  muted: (rule: string) => `muted by ${rule}, which says it already`,
  failover: (until: string) => `quiet until ${until}: a replica has taken over its shard`,
  reshard: (until: string) => `quiet until ${until}: slots of its shard are being moved`,
  unconfirmed: () => 'what held it back is over; waits for an audit that sees it fail again',
  flapping: (hours: Count) => `flapping: told when it has not changed for ${hours} h`,
  silenced: (holder: string, owner: string, until: string, why: string) =>
    `held back by ${holder} of ${owner} until ${until}: ${why}`,
  info: () => 'info is not told by itself: it goes along with the next message',
} as const;
