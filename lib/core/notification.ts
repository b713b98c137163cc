/** One message to people about what changed in one cluster at one audit. */
export interface Notification {
  /** Same cluster, audit and transitions, same id: a sink that took it once needs it no more. */
  readonly id: string;
  readonly clusterId: string;
  readonly scheduledAt: string;
  /** Why it is sent at all. */
  readonly reason: string;
  /** Below 100 printable ASCII characters. */
  readonly subject: string;
  /** Plain text, complete without a link. */
  readonly text: string;
}

/** What a sink made of a notification. */
export type Delivery =
  | { readonly sink: string; readonly status: 'delivered' }
  | { readonly sink: string; readonly status: 'failed'; readonly retryable: boolean; readonly error: string };
