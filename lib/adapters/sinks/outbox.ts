import type { Notification } from '../../core/notification.ts';
import type { Sink } from '../../ports.ts';

/** What a file sink needs of a store. */
interface MessageFiles {
  create(key: string, body: Uint8Array): Promise<boolean>;
}

/** Puts each message as a text file beside the history: what a mail would have said, for people who look there. */
export function outboxSink(files: MessageFiles, keyOf: (notification: Notification) => string): Sink {
  return {
    name: 'outbox',
    async deliver(notification) {
      try {
        await files.create(
          keyOf(notification),
          Buffer.from(`Subject: ${notification.subject}\n\n${notification.text}\n`),
        );
        return { sink: 'outbox', status: 'delivered' };
      } catch (error) {
        const message = error instanceof Error ? error.message : 'the message file could not be written';
        return { sink: 'outbox', status: 'failed', retryable: true, error: message };
      }
    },
  };
}
