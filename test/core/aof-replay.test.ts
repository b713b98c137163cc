import { describe, expect, test } from '@jest/globals';
import { replaysAsDefaultUser, rightsLackingForReplay } from '../../lib/core/aof-replay.ts';
import { type EngineVersion, parseVersion } from '../../lib/core/version.ts';

function version(engine: EngineVersion['engine'], text: string): EngineVersion {
  const found = parseVersion(
    engine === 'redis' ? { redis_version: text } : { redis_version: '7.2.4', valkey_version: text },
  );
  if (found === null) throw new Error(`${text} is no version`);
  return found;
}

describe('a restart replays with the rights of the user default on', () => {
  test.each([
    ['redis', '7.0.15'],
    ['redis', '7.2.6'],
    ['redis', '7.4.1'],
    ['redis', '8.0.6'],
    ['valkey', '8.0.1'],
    ['valkey', '8.1.1'],
    ['valkey', '9.1.1'],
  ] as const)('%s %s', (engine, text) => {
    expect(replaysAsDefaultUser(version(engine, text))).toBe(true);
  });
});

describe('a restart replays everything on', () => {
  test.each([
    ['redis', '6.2.16'],
    ['redis', '8.8.0'],
    ['redis', '8.10.2'],
    ['redis', '9.0.0'],
    ['valkey', '9.1.2'],
    ['valkey', '9.2.0'],
    ['valkey', '10.0.0'],
  ] as const)('%s %s', (engine, text) => {
    expect(replaysAsDefaultUser(version(engine, text))).toBe(false);
  });
});

describe('for a full replay', () => {
  test.each([
    { commands: '+@all', keys: '~*', lacks: [] },
    { commands: '+@all', keys: '~a ~*', lacks: [] },
    { commands: '+@all -@admin -config|set -debug', keys: '~*', lacks: [] },
    { commands: '-@all', keys: '~*', lacks: ['+@all is missing'] },
    { commands: '-@all +@read +@write', keys: '~*', lacks: ['+@all is missing'] },
    { commands: '+@all -@dangerous +info', keys: '~*', lacks: ['-@dangerous'] },
    { commands: '+@all', keys: '~app:*', lacks: ['~* is missing'] },
    { commands: '-@all', keys: '', lacks: ['+@all is missing', '~* is missing'] },
  ])('a user with "$commands" on "$keys" lacks $lacks', ({ commands, keys, lacks }) => {
    expect(rightsLackingForReplay({ flags: ['off'], commands, keys })).toEqual(lacks);
  });
});
