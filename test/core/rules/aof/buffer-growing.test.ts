import { describe, expect, test } from '@jest/globals';
import { rule } from '../../../../lib/core/rules/aof/buffer-growing.ts';
import { oneAudit } from '../../../builders/two-audits.ts';
import { verdict } from '../../../builders/verdict.ts';

const buffer = (bytes: number | undefined) => oneAudit(7001, { info: { mem_aof_buffer: bytes } });
const MIB = 2 ** 20;

describe('aof/buffer-growing', () => {
  test('passes while little waits', () => {
    expect(verdict(rule, buffer(64 * MIB), 7001)).toMatchObject({ status: 'pass' });
  });

  test('fails when much does', () => {
    expect(verdict(rule, buffer(80 * MIB), 7001)).toMatchObject({
      status: 'fail',
      severity: 'warning',
      message: '80 MiB wait to be written, above 64 MiB',
      evidence: { bufferBytes: 80 * MIB, failAboveMiB: 64 },
    });
  });

  test('takes another limit', () => {
    expect(verdict(rule, { ...buffer(80 * MIB), options: { failAboveMiB: 100 } }, 7001).status).toBe('pass');
  });

  test('is unknown where the server does not tell', () => {
    expect(verdict(rule, buffer(undefined), 7001).status).toBe('unknown');
  });
});
