import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { secretPermissions } from '../../lib/adapters/secrets/secrets-manager.ts';
import { snsPermissions } from '../../lib/adapters/sinks/sns.ts';
import { s3Permissions } from '../../lib/adapters/stores/s3.ts';
import { s3BackupsPermissions } from '../../lib/adapters/stores/s3-backups.ts';
import type { SilenceBook } from '../../lib/core/silence.ts';
import { copiesKey, factsKey } from '../../lib/core/storage-keys.ts';
import type { Permission } from '../../lib/permissions.ts';
import { nodeAt, useCluster } from '../harness/cluster.ts';
import {
  deployed,
  deployedNodes,
  dueAt,
  functionTestTimeoutMs,
  objectCreated,
  useFunctions,
} from '../harness/functions.ts';

const functions = useFunctions();
const cluster = useCluster({ primaries: 1, nodeConfig: { 0: ['appendonly no', 'save ""'] } });

const actionOf: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  PUT: 's3:PutObject',
  LIST: 's3:ListBucket',
  DELETE: 's3:DeleteObject',
};

/** The functions that use the bucket. */
const names = ['observe', 'assess', 'compact', 'digest'] as const;

/** Requests to S3 from one to another, as an action and what it is on. */
function asked(from: number, to?: number): readonly string[] {
  return functions
    .aws()
    .s3.requests.slice(from, to)
    .map((request) => {
      const [method = '', key = ''] = request.split(' ');
      return `${actionOf[method]} ${key}`;
    });
}

/** Each action with each of its patterns: the narrowest thing that can be granted. */
function granted(
  permissions: readonly Permission[],
  on: Permission['on'],
): readonly { grant: string; covers: RegExp }[] {
  return permissions
    .filter((permission) => permission.on === on)
    .flatMap(({ actions, keys = [] }) => actions.flatMap((action) => keys.map((key) => [action, key] as const)))
    .map(([action, key]) => ({
      grant: `${action} ${key}`,
      covers: new RegExp(`^${action} ${key.replace('ID', 'shop').replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
    }));
}

/** A silence in its last minutes: its coming end is told, and that is noted. */
function endingSoon(): SilenceBook {
  const at = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  const silence = { id: 'a1b2c3d4', matchers: {}, owner: 'ann', reason: 'new disk' };
  return { schemaVersion: 1, silences: [{ ...silence, createdAt: at(-60), startsAt: at(-60), endsAt: at(30) }] };
}

/** A set about which looks were noted, and what an attempt at the second run has kept of it. */
function putSet(): void {
  const { objects } = functions.aws().s3;
  for (const file of ['manifest.json', 'verified-20260301T020000.000Z-ok.json', 'drilled-20260301T020000.000Z-ok.json'])
    objects.set(`backups/cluster=shop/20260301T010000.000Z/${file}`, Buffer.from('{}'));
  const run = { audit: 'full', scheduledAt: '2026-03-01T03:10:00.000Z' } as const;
  const copies = { state: 'failed', reason: 'store', detail: 'denied' };
  const kept = { schemaVersion: 1, kind: 'copies', runId: 'r', clusterId: 'shop', ...run, copies };
  objects.set(copiesKey({ cluster: { id: 'shop' }, ...run }), gzipSync(JSON.stringify(kept)));
}

test(
  'the functions may do in the bucket what they do, and nothing else',
  async () => {
    putSet();
    functions.aws().s3.objects.set('state/cluster=shop/silences.json', Buffer.from(JSON.stringify(endingSoon())));
    const declaration = deployed([nodeAt(cluster().nodes, 0).address], { policy: { backup: {} } });
    const [observe, assess] = [functions.start('observe', declaration), functions.start('assess', declaration)];
    const digest = functions.start('digest', {
      schemaVersion: 1,
      environment: 'test',
      period: 'day',
      clusters: [{ id: 'shop', intervals: {}, policy: {}, maintenance: [] }],
    });
    const done: Record<(typeof names)[number], string[]> = { observe: [], assess: [], compact: [], digest: [] };
    const look = async (minute: number, audit: 'full' | 'slowlog' | 'persistence'): Promise<() => Promise<void>> => {
      const before = functions.aws().s3.requests.length;
      const { scheduledAt } = (await observe.invoke({ audit, scheduledAt: dueAt(minute) })) as { scheduledAt: string };
      done.observe.push(...asked(before));
      return async () => {
        const between = functions.aws().s3.requests.length;
        await assess.invoke(objectCreated(factsKey({ cluster: { id: 'shop' }, audit, scheduledAt })));
        done.assess.push(...asked(between));
      };
    };
    for (const [minute, audit] of [
      [0, 'full'],
      [10, 'full'],
      [15, 'slowlog'],
    ] as const) {
      await nodeAt(cluster().nodes, 0).send('DEBUG', 'SLEEP', '0.02');
      await (await look(minute, audit))();
    }
    // One that is judged after another has looked later.
    const late = await look(16, 'persistence');
    await (await look(17, 'full'))();
    await late();
    // Saves are those of a function of their own.
    functions
      .aws()
      .s3.objects.set('history/saves/cluster=shop/dt=2026-03-01/20260301T020000.000Z.json.gz', gzipSync('{}\n'));
    const compact = functions.start('compact', undefined, { AUDITOR_CLUSTERS: 'shop' });
    const earlier = functions.aws().s3.requests.length;
    expect(await compact.invoke({ scheduledAt: '2026-03-03T02:37:00Z' })).toMatchObject({ joined: expect.any(Number) });
    done.compact.push(...asked(earlier));
    const before = functions.aws().s3.requests.length;
    await digest.invoke({ scheduledAt: dueAt(60) });
    done.digest.push(...asked(before));
    for (const name of names) {
      const objects = granted(s3Permissions[name], 'bucket-objects');
      const onObjects = done[name].filter((each) => !each.startsWith('s3:ListBucket'));
      expect(onObjects.filter((each) => !objects.some(({ covers }) => covers.test(each)))).toEqual([]);
      expect(objects.filter(({ covers }) => !onObjects.some((each) => covers.test(each)))).toEqual([]);
    }
  },
  functionTestTimeoutMs,
);

test(
  'the function that saves may do in the bucket what it does, and nothing else',
  async () => {
    const backup = functions.start('backup', deployedNodes([nodeAt(cluster().nodes, 0).address]));
    const before = functions.aws().s3.requests.length;
    await backup.invoke({ task: 'save', scheduledAt: dueAt(0) });
    const objects = granted(s3Permissions.backup, 'bucket-objects');
    const done = asked(before);
    expect(done.filter((each) => !objects.some(({ covers }) => covers.test(each)))).toEqual([]);
    expect(objects.filter(({ covers }) => !done.some((each) => covers.test(each)))).toEqual([]);
  },
  functionTestTimeoutMs,
);

test('what is read may be missing, so its place may be listed', () => {
  for (const name of [...names, 'backup'] as const) {
    const lists = granted(s3Permissions[name], 'bucket').map(({ covers }) => covers);
    const reads = granted(s3Permissions[name], 'bucket-objects').filter(({ grant }) =>
      grant.startsWith('s3:GetObject'),
    );
    const places = reads.map(({ grant }) => grant.replace('s3:GetObject', 's3:ListBucket').replace('ID', 'shop'));
    expect(places.filter((place) => !lists.some((covers) => covers.test(place)))).toEqual([]);
  }
});

test.each<[string, readonly Permission[]]>([
  ['observe', [...s3Permissions.observe, ...secretPermissions.observe]],
  ['assess', [...s3Permissions.assess, ...snsPermissions.assess]],
  ['digest', [...s3Permissions.digest, ...snsPermissions.digest]],
  ['compact', s3Permissions.compact],
  ['backup', [...s3Permissions.backup, ...secretPermissions.backup]],
  ['copy', [...s3BackupsPermissions.copy, ...secretPermissions.copy]],
  ['slack', secretPermissions.slack],
  ['pagerduty', secretPermissions.pagerduty],
])('each statement of %s has a name of its own, a reason, and no wildcard for an action', (_, permissions) => {
  expect(new Set(permissions.map(({ sid }) => sid)).size).toBe(permissions.length);
  for (const { sid, why, actions } of permissions) {
    expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
    expect(actions.join()).not.toContain('*');
  }
});
