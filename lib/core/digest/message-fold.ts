import type { AlertLine } from '../alert-log.ts';
import type { MessageCounts } from './digest.ts';

type Delivery = Extract<AlertLine, { kind: 'delivery' }>['delivery'];

export interface MessageFold {
  delivered: number;
  readonly refusals: Map<string, { times: number; error: string }>;
}

export function noMessages(): MessageFold {
  return { delivered: 0, refusals: new Map() };
}

export function withDelivery(fold: MessageFold, { sink, status, error = 'it did not say why' }: Delivery): void {
  if (status === 'delivered') fold.delivered += 1;
  else fold.refusals.set(sink, { times: (fold.refusals.get(sink)?.times ?? 0) + 1, error });
}

export function messageCounts({ delivered, refusals }: MessageFold): MessageCounts {
  const each = [...refusals].map(([sink, { times, error }]) => {
    return { sink: sink, times, error: error };
  });
  return { delivered, failed: each.reduce((sum, { times }) => sum + times, 0), refusals: each };
}
