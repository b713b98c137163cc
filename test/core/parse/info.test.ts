import { describe, expect, test } from '@jest/globals';
import type { Info } from '../../../lib/core/facts.ts';
import { parseInfo } from '../../../lib/core/parse/info.ts';
import { parseVersion } from '../../../lib/core/version.ts';
import { labels, oldLabels, recordedText } from './recorded.ts';

const sections = 'server clients memory persistence stats replication commandstats errorstats keyspace'.split(' ');

function read(text: string, asked: readonly string[] = sections): Info {
  const info = parseInfo(text, asked);
  if (info.state !== 'ok') throw new Error(JSON.stringify(info));
  return info.value;
}

const versions: Readonly<Record<string, string>> = {
  redis60: 'redis 6.0',
  redis62: 'redis 6.2',
  redis70: 'redis 7.0',
  redis80: 'redis 8.0',
  redis80sid: 'redis 8.0',
  valkey80: 'valkey 8.0',
  valkey81: 'valkey 8.1',
  valkey9: 'valkey 9.1',
};

describe.each(labels)('INFO of %s', (label) => {
  const info = read(recordedText(label, oldLabels.includes(label) ? 'info-all' : 'info-sections'));

  test('has the fields that rules read, as texts', () => {
    expect(info.fields).toMatchObject({
      run_id: expect.stringMatching(/^[0-9a-f]{40}$/),
      uptime_in_seconds: expect.stringMatching(/^\d+$/),
      used_memory_rss: expect.stringMatching(/^\d+$/),
      loading: '0',
      aof_enabled: '0',
      rdb_last_bgsave_status: 'ok',
      sync_full: '1',
      role: 'master',
    });
  });

  test('names the version', () => {
    const version = parseVersion(info.fields);
    expect(`${version?.engine} ${version?.major}.${version?.minor}`).toBe(versions[label]);
  });

  test('counts commands, by subcommand from 7.0', () => {
    const name = oldLabels.includes(label) ? 'cluster' : 'cluster|slots';
    expect(info.commandstats[name]?.calls).toBeGreaterThan(0);
    expect(info.commandstats[name]?.usec).toBeGreaterThan(0);
    expect(info.commandstats.set).toMatchObject({
      calls: 6,
      rejectedCalls: label === 'redis60' ? 0 : expect.any(Number),
      failedCalls: 0,
    });
  });

  test('counts errors by their first word, from 6.2', () => {
    const expected = { BUSY: 1, NOAUTH: 1, NOPERM: 7, WRONGPASS: 1 };
    expect(info.errorstats).toEqual(label === 'redis60' ? {} : expect.objectContaining(expected));
  });

  test('counts keys', () => {
    expect(info.keyspace).toEqual({ db0: { keys: expect.any(Number), expires: expect.any(Number) } });
    expect(info.keyspace.db0?.keys).toBeGreaterThan(info.keyspace.db0?.expires ?? 0);
  });

  test('lists the replica, and not among the fields', () => {
    expect(info.replicas).toEqual([
      {
        ip: '127.0.0.1',
        port: expect.any(Number),
        state: 'online',
        offset: expect.any(Number),
        lag: expect.any(Number),
      },
    ]);
    expect(info.replicas[0]?.port).toBeGreaterThan(8000);
    expect(Object.keys(info.fields)).not.toContain('slave0');
    expect(Object.keys(info.fields)).toContain('connected_slaves');
  });

  test('leaves sections out that were not asked for, although INFO all brings them', () => {
    const some = read(recordedText(label, 'info-all'), ['Server', 'replication']);
    expect(some.sections).toEqual(['server', 'replication']);
    expect(some).toMatchObject({ commandstats: {}, errorstats: {}, keyspace: {} });
    expect(some.fields).toMatchObject({ role: 'master', tcp_port: expect.any(String) });
    for (const name of ['used_memory', 'used_cpu_sys', 'sync_full', 'cluster_enabled', 'db0']) {
      expect(some.fields).not.toHaveProperty(name);
    }
  });

  test('brings the same from INFO all as from the sections', () => {
    const all = read(recordedText(label, 'info-all'));
    expect(Object.keys(all.fields)).toEqual(Object.keys(info.fields));
  });

  test('tells a replica of its primary', () => {
    const { fields, replicas } = read(recordedText(label, 'info-replica'));
    expect(fields).toMatchObject({ role: 'slave', master_host: '127.0.0.1', master_link_status: 'up' });
    expect(fields).toHaveProperty('slave_priority', '100');
    expect(replicas).toEqual([]);
  });
});

describe('INFO', () => {
  test('sums errors that scripts made up, whose first word may be anything', () => {
    const text = '# Errorstats\r\nerrorstat_ERR:count=2\r\nerrorstat_hunter2:count=3\r\nerrorstat_MYAPP:count=4\r\n';
    expect(read(text).errorstats).toEqual({ ERR: 2, other: 7 });
  });

  test('reads a replica with an IPv6 address, and a dump in progress as port 0', () => {
    const text =
      '# Replication\r\nrole:master\r\nslave0:ip=::1,port=7004,state=online,offset=14,lag=1,type=replica\r\n' +
      'slave1:ip=127.0.0.1,port=0,state=wait_bgsave,offset=0,lag=0\r\nslave_repl_offset:14\r\n';
    const info = read(text);
    expect(info.replicas).toEqual([
      { ip: '::1', port: 7004, state: 'online', offset: 14, lag: 1 },
      { ip: '127.0.0.1', port: 0, state: 'wait_bgsave', offset: 0, lag: 0 },
    ]);
    expect(info.fields).toEqual({ role: 'master', slave_repl_offset: '14' });
  });

  test('keeps colons and emptiness of a value', () => {
    expect(read('# Server\r\nconfig_file:\r\nlistener0:name=tcp,bind=::1,port=1\r\n').fields).toEqual({
      config_file: '',
      listener0: 'name=tcp,bind=::1,port=1',
    });
  });

  test.each([
    ['nothing', ''],
    ['no text', ['# Server', 'a:b']],
    ['null', null],
  ])('is unparsable when %s comes back', (_what, reply) => {
    expect(parseInfo(reply, sections)).toMatchObject({ state: 'failed', reason: 'unparsable' });
  });
});
