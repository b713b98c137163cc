import { describe, expect, test } from '@jest/globals';
import { awsFailure, type FailureKind } from '../../lib/core/aws-failure.ts';

const answer = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode, attempts: 2 } });

describe('why a call to AWS failed', () => {
  test.each<[unknown, FailureKind, string, boolean]>([
    [answer('AccessDenied', 403), 'denied', 'AccessDenied', false],
    [answer('AuthorizationErrorException', 403), 'denied', 'AuthorizationErrorException', false],
    [answer('ExpiredToken', 400), 'denied', 'ExpiredToken', false],
    [answer('NoSuchBucket', 404), 'missing', 'NoSuchBucket', false],
    [answer('ResourceNotFoundException', 400), 'missing', 'ResourceNotFoundException', false],
    [answer('SlowDown', 503), 'throttled', 'SlowDown', true],
    [answer('ThrottlingException', 400), 'throttled', 'ThrottlingException', true],
    [answer('KMSThrottlingException', 400), 'throttled', 'KMSThrottlingException', true],
    [answer('InternalError', 500), 'unavailable', 'InternalError', true],
    [answer('InvalidParameterException', 400), 'refused', 'InvalidParameterException', false],
    [answer('PreconditionFailed', 412), 'refused', 'PreconditionFailed', false],
    [{ name: 'TimeoutError', code: 'ECONNRESET' }, 'network', 'ECONNRESET', true],
    [{ name: 'Error', code: 'ENOTFOUND' }, 'network', 'ENOTFOUND', true],
    ['text', 'network', 'unknown', true],
    [null, 'network', 'unknown', true],
  ])('%j', (error, kind, code, retryable) => {
    expect(awsFailure(error)).toMatchObject({ kind, code, retryable });
  });

  test('says how often it was tried', () => {
    expect(awsFailure(answer('SlowDown', 503)).attempts).toBe(2);
  });
});
