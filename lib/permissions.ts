/**
 * What an adapter must be allowed on AWS, as plain data beside the adapter that needs it: policies and
 * docs/permissions.md are both made of it, so that neither can say more than the code does.
 */
export interface Permission {
  /** Letters and digits; unlike any other in one function's policy. */
  readonly sid: string;
  /** `s3:PutObject`; never with a wildcard. */
  readonly actions: readonly string[];
  readonly on: 'bucket' | 'bucket-objects' | 'alert-topic' | 'secret';
  /** Of a bucket: keys, or prefixes that may be listed; `{cluster}` stands for the cluster's id. */
  readonly keys?: readonly string[];
  /** One sentence for whoever reviews the policy. */
  readonly why: string;
}
