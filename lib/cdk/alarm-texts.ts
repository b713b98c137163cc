/** What an alarm of the auditor about itself means. The runbook has a heading for each, which a test holds to this. */
export interface AlarmText {
  /** Heading in the runbook; its anchor follows from it. */
  readonly heading: string;
  /** One sentence for whoever is woken by it. */
  readonly meaning: string;
  /** Where to begin. */
  readonly doFirst: string;
  /** Something that lasts tells also when it is over; something that happened does not. */
  readonly lasts: boolean;
}

export const alarmTexts = {
  missedRun: {
    heading: 'Alarm: no audit was completed',
    meaning:
      'For two periods of its most frequent schedule no audit of this cluster was judged and remembered: nobody is watching it.',
    doFirst: 'Look whether the function that visits runs, then the one that judges.',
    lasts: true,
  },
  functionFailed: {
    heading: 'Alarm: a function failed',
    meaning: 'A function of the auditor ended with an error or ran out of time.',
    doFirst: 'Read the last error in its log group.',
    lasts: false,
  },
  saveFailed: {
    heading: 'Alarm: a shard was not saved',
    meaning: 'A scheduled run of saves on replicas left a shard without a new save, or could not do its work.',
    doFirst: 'Read the last error in the log group of the function that saves: it names the shards and what to do.',
    lasts: false,
  },
  copyFailed: {
    heading: 'Alarm: a copy is not complete',
    meaning: 'A scheduled copy into the bucket left a set that is not the whole cluster, or could not do its work.',
    doFirst: 'Read the last error in the log group of the function that copies: it names the shards and what to do.',
    lasts: false,
  },
  missedCopy: {
    heading: 'Alarm: no copy was completed',
    meaning: 'Longer than from one scheduled copy to the next there was no complete set of this cluster.',
    doFirst: 'Look whether the function that copies runs, and how it ends.',
    lasts: true,
  },
  throttled: {
    heading: 'Alarm: audits wait too long for their turn',
    meaning:
      'Calls of the function that visits have waited for more than half a period, three times in a row; what waits for a whole period is dropped.',
    doFirst: 'Look how long the visits take, and how many schedules fire together.',
    lasts: true,
  },
  deadLetters: {
    heading: 'Alarm: something was given up on',
    meaning: 'A call, an event or a message could not be handled, was tried again, and lies in the dead-letter queue.',
    doFirst: 'Read the message in the queue: it holds what failed and why.',
    lasts: true,
  },
  deliveryFailed: {
    heading: 'Alarm: a message was not delivered',
    meaning: 'The topic for alerts could not reach one of its subscribers: somebody does not hear of trouble.',
    doFirst: 'Look which subscription fails.',
    lasts: false,
  },
  subscriptionPending: {
    heading: 'Alarm: a subscription is not confirmed',
    meaning:
      'An address that alerts should go to has not confirmed its subscription for some hours, and hears nothing.',
    doFirst:
      'Ask its owner to open the link in the mail from AWS Notifications, which SNS takes for 48 hours. A web server has to confirm by itself.',
    // It ends as well when SNS forgets the address, after 48 hours: "over" would be told of somebody who hears nothing.
    lasts: false,
  },
} as const satisfies Readonly<Record<string, AlarmText>>;

export type AlarmName = keyof typeof alarmTexts;

/** Anchor that a heading has on a page, as common renderers make it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/**
 * Description of an alarm: everything that fits into its mail.
 *
 * @param runbook page with the headings, a path in this project or an address
 */
export function alarmDescription(name: AlarmName, runbook: string): string {
  const { heading, meaning, doFirst } = alarmTexts[name];
  return `${meaning} ${doFirst} What to do: ${runbook}#${anchorOf(heading)}`;
}
