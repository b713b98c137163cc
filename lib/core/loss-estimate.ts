/** The most seconds of acknowledged writes that one way of failing can take. */
export interface LossEstimate {
  readonly seconds: number | 'unbounded' | 'unknown';
  /** The number is a lower bound. */
  readonly atLeast: boolean;
  /** The setting or reading behind the number. */
  readonly decidedBy: string;
  /** How far it can be trusted, and what it assumes. */
  readonly certainty: string;
  /** Inputs that were not there, in words. */
  readonly missing: readonly string[];
}

export function estimate(seconds: number | 'unbounded', decidedBy: string, certainty: string): LossEstimate {
  return { seconds, atLeast: false, decidedBy, certainty, missing: [] };
}

/** The same number as a lower bound, and the input that keeps it from being more, if it is one that was not there. */
export function atLeast(bound: LossEstimate, missing?: string): LossEstimate {
  return { ...bound, atLeast: true, missing: missing === undefined ? bound.missing : [...bound.missing, missing] };
}

export function unknownFor(missing: string): LossEstimate {
  return { seconds: 'unknown', atLeast: false, decidedBy: '', certainty: '', missing: [missing] };
}
