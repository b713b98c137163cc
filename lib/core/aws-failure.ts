/** Why a call to AWS failed, as far as it matters for what to do about it. */
export type FailureKind =
  /** The credentials do not allow it. */
  | 'denied'
  /** What is named in the call is not there. */
  | 'missing'
  /** Too many calls at once. */
  | 'throttled'
  /** The service has a problem of its own. */
  | 'unavailable'
  /** No answer: no way to the service, or a connection that broke. */
  | 'network'
  /** It is refused for another reason; the same call would be refused again. */
  | 'refused';

export interface AwsFailure {
  readonly kind: FailureKind;
  /** Name of the error, `AccessDenied`. */
  readonly code: string;
  /** Of the answer; 0 without one. */
  readonly status: number;
  /** Calls that were made, retries included. */
  readonly attempts: number;
  /** Whether the same call may succeed a moment later. */
  readonly retryable: boolean;
}

const denied =
  /^(?:AccessDenied|Forbidden|Authorization|NotAuthorized|UnauthorizedOperation|InvalidAccessKeyId|ExpiredToken)/;
const missing = /^(?:NoSuch|NotFound|ResourceNotFound)/;
const throttled = /Throttl|SlowDown|TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded/;
const retryable: ReadonlySet<FailureKind> = new Set(['throttled', 'unavailable', 'network']);

/** Reads an error of the AWS SDK by what all of them have; it never looks at the words, which may quote a value. */
export function awsFailure(error: unknown): AwsFailure {
  const { name, code, Code, $metadata } = ((typeof error === 'object' ? error : null) as SdkError | null) ?? {};
  const status = $metadata?.httpStatusCode ?? 0;
  // The system's own word says more than the name that the SDK gives to it.
  const system = /^E[A-Z]+$/.test(String(code)) ? code : undefined;
  const word = [system, Code, name].find((each) => typeof each === 'string') ?? 'unknown';
  const kind = kindOf(word, status);
  return { kind, code: word, status, attempts: $metadata?.attempts ?? 1, retryable: retryable.has(kind) };
}

interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly Code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

function kindOf(word: string, status: number): FailureKind {
  if (throttled.test(word) || status === 429) return 'throttled';
  if (denied.test(word) || status === 401 || status === 403) return 'denied';
  if (missing.test(word) || status === 404) return 'missing';
  if (status >= 500) return 'unavailable';
  return status === 0 ? 'network' : 'refused';
}
