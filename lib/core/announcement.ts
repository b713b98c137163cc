import * as v from 'valibot';
import type { Notification } from './notification.ts';

/** What arrives where people are told: a notification, or as much of one as there is. */
export type Announcement = Pick<Notification, 'subject' | 'text'> & Partial<Pick<Notification, 'clusterId' | 'reason'>>;

const document = v.looseObject({
  subject: v.string(),
  text: v.string(),
  clusterId: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
});

/** For a message that came without a subject. */
const NO_SUBJECT = 'Message to the alert topic';

/**
 * Reads what a topic hands on: one of our own documents, or any other text, as somebody may publish by hand.
 *
 * @param subject that came with it
 */
export function readAnnouncement(message: string, subject: string | undefined): Announcement {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), document), message);
  if (!parsed.success) return { subject: subject?.trim() || NO_SUBJECT, text: message };
  const { clusterId, reason, ...words } = parsed.output;
  return {
    subject: words.subject.trim() || NO_SUBJECT,
    text: words.text,
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(reason === undefined ? {} : { reason }),
  };
}
