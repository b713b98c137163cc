import { cutText } from './cut-text.ts';
import { documentOf } from './message-document.ts';
import { messageMarkdown, stepMarkdown, WHOLE_MESSAGE } from './message-markdown.ts';
import type { MessageContent, Notification } from './notification.ts';

/** SNS takes so many bytes for all forms of one message together, its subject among them. */
const MOST_BYTES = 262_144;
const RESERVED_BYTES = 1024;

/** Characters of the text that are tried first; a byte of it is in four of the forms. */
const MOST_CHARACTERS = 48_000;

/** Amazon Q Developer in chat applications shows no more. */
const MOST_TITLE = 250;
const MOST_DESCRIPTION = 8000;
const MOST_STEP = 350;
const MOST_STEPS = 10;

/**
 * One message in the form of each protocol that SNS delivers by, as `MessageStructure: json` wants it: plain text for
 * people, a custom notification for the chat, a document for functions and queues. What is too long for SNS is cut.
 */
export function messageForms(notification: Notification): string {
  for (let most = MOST_CHARACTERS; ; most = Math.floor(most / 2)) {
    const forms = JSON.stringify(formsOf(notification, most));
    if (Buffer.byteLength(forms) <= MOST_BYTES - RESERVED_BYTES) return forms;
  }
}

function formsOf(notification: Notification, most: number): Readonly<Record<string, string>> {
  const text = cutText(notification.text, most, WHOLE_MESSAGE);
  const document = JSON.stringify(documentOf(notification, most));
  return {
    default: text,
    email: text,
    https: JSON.stringify(chatNotification(notification)),
    lambda: document,
    sqs: document,
  };
}

/** A custom notification of Amazon Q Developer in chat applications; one thread for each cluster. */
function chatNotification({ id, clusterId, subject, content }: Notification) {
  const { described, nextSteps } = withNextSteps(content);
  return {
    version: '1.0',
    source: 'custom',
    id,
    content: {
      textType: 'client-markdown',
      title: cutText(subject, MOST_TITLE),
      description: messageMarkdown(described, MOST_DESCRIPTION),
      ...(nextSteps.length === 0 ? {} : { nextSteps }),
    },
    metadata: { threadId: clusterId, summary: subject, enableCustomActions: false },
  };
}

/** What to do about the worst stands in the place that the chat has for that; where it has no room, with the rest. */
function withNextSteps(content: MessageContent): {
  readonly described: MessageContent;
  readonly nextSteps: readonly string[];
} {
  const [worst, ...others] = content.parts;
  const nextSteps = worst === undefined || worst.state === 'resolved' ? [] : worst.steps.map(stepMarkdown);
  if (worst === undefined || nextSteps.length > MOST_STEPS || nextSteps.some(({ length }) => length > MOST_STEP))
    return { described: content, nextSteps: [] };
  return { described: { ...content, parts: [{ ...worst, steps: [] }, ...others] }, nextSteps };
}
