import type { Notification } from '../../lib/core/notification.ts';
import type { Sink } from '../../lib/ports.ts';

/** A sink that keeps what it took; `refuses` is asked at each attempt. */
export interface Mailbox extends Sink {
  readonly taken: readonly Notification[];
  /** Everything that was tried to deliver. */
  readonly tried: readonly Notification[];
  refuses: () => boolean;
}

export function mailbox(): Mailbox {
  const taken: Notification[] = [];
  const tried: Notification[] = [];
  return {
    name: 'mailbox',
    taken,
    tried,
    refuses: () => false,
    async deliver(notification) {
      tried.push(notification);
      if (this.refuses()) return { sink: 'mailbox', status: 'failed', retryable: true, error: 'refused' };
      taken.push(notification);
      return { sink: 'mailbox', status: 'delivered' };
    },
  };
}
