/**
 * What an adapter must be allowed to do in AWS, as plain data beside its code: the stack makes policies of it, and a
 * page for whoever has to approve them. Imports nothing.
 */
export interface Permission {
  /** Name of the statement. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly on:
    | 'bucket'
    | 'bucket-objects'
    /** Only where the bucket is encrypted with a key of one's own. */
    | 'bucket-key'
    | 'alert-topic'
    /** Only where the alert topic is encrypted with a key of one's own. */
    | 'alert-topic-key'
    /** The secret with the login of the auditor's user. */
    | 'secret'
    /** The secret with the URL of a Slack webhook. */
    | 'webhook-secret'
    /** The secret with the routing key of a PagerDuty service. */
    | 'pagerduty-secret';
  /**
   * Patterns of keys, with ID for the cluster and `*` for anything: on `bucket-objects` they are part of the resource,
   * on `bucket` the condition `s3:prefix` of listing.
   */
  readonly keys?: readonly string[];
  /** One sentence for the page. */
  readonly why: string;
}
