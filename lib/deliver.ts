import type { DeliveryAttempt } from './core/history-lines.ts';
import type { Delivery, Notification } from './core/notification.ts';
import type { PlannedMessage } from './core/plan.ts';
import type { Sink } from './ports.ts';

/** Milliseconds before a sink is tried again that failed for a reason that may pass. */
const PAUSES_MS = [500, 2000];

/** Waits for so many milliseconds. */
export type Pause = (ms: number) => Promise<void>;

/** Sends each message to the sinks that have to hear it, all at once. */
export async function deliver(
  messages: readonly PlannedMessage[],
  sinks: readonly Sink[],
  pause: Pause,
): Promise<readonly DeliveryAttempt[]> {
  const attempts = messages.flatMap(({ notification, sinks: names }) =>
    sinks.filter(({ name }) => names.includes(name)).map((sink) => tell(sink, notification, pause)),
  );
  return Promise.all(attempts);
}

async function tell(sink: Sink, notification: Notification, pause: Pause): Promise<DeliveryAttempt> {
  for (let times = 1; ; times++) {
    const delivery = await answerOf(sink, notification);
    const pauseMs = PAUSES_MS[times - 1];
    if (pauseMs === undefined || !isWorthAnother(delivery)) return { sink: sink.name, notification, delivery, times };
    await pause(pauseMs);
  }
}

/** A sink that throws although it must not keeps none of the others from being remembered. */
async function answerOf(sink: Sink, notification: Notification): Promise<Delivery> {
  try {
    return await sink.deliver(notification);
  } catch (error) {
    const words = error instanceof Error ? error.message : 'it failed without saying why';
    return { sink: sink.name, status: 'failed', retryable: false, error: words };
  }
}

function isWorthAnother(delivery: Delivery): boolean {
  return delivery.status === 'failed' && delivery.retryable;
}
