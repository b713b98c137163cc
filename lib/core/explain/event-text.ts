/** What is known of latency events that are alike. */
export interface EventText {
  /** Separated by spaces. */
  readonly names: string;
  /** What is timed. */
  readonly what: string;
  /** Its usual cause. */
  readonly why: string;
  readonly todo: string;
  /** Rule that watches for it. */
  readonly rule: string;
  /** Servers that report it, where not all of them do. */
  readonly versions?: string;
}
