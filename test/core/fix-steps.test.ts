import { describe, expect, test } from '@jest/globals';
import { readySteps } from '../../lib/core/fix-steps.ts';

const steps = ['Look first.', { run: 'redis-cli -h {host} -p {port} INFO' }];
const command = (address?: string): string => readySteps(steps, address)[1]?.text ?? '';

describe('what to run', () => {
  test('leaves sentences as they are', () => {
    expect(readySteps(steps, '10.0.0.1:6379')[0]).toEqual({ kind: 'sentence', text: 'Look first.' });
  });

  test.each([
    ['a node', '10.0.0.1:7001', 'redis-cli -h 10.0.0.1 -p 7001 INFO'],
    ['an IPv6 address, which redis-cli wants without brackets', '[::1]:7001', 'redis-cli -h ::1 -p 7001 INFO'],
    ['no address', undefined, 'redis-cli -h HOST -p PORT INFO'],
    ['a host name that would run something', '$(reboot):7001', "redis-cli -h '$(reboot)' -p 7001 INFO"],
    ['a host name with a quote', "a'b:7001", "redis-cli -h 'a'\\''b' -p 7001 INFO"],
    ['a host name that looks like an option', '-x:7001', "redis-cli -h '-x' -p 7001 INFO"],
  ])('names %s', (_, address, wanted) => {
    expect(command(address)).toBe(wanted);
  });
});
