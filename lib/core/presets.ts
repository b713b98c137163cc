import type * as v from 'valibot';
import type { PresetName, policySchema } from './policy.ts';

type Declared = Omit<v.InferInput<typeof policySchema>, 'preset'>;

/**
 * What each kind of data usually wants. A store keeps what it acknowledged, so it is as the defaults are. Sessions may
 * lose some minutes, which logs few people out, yet not all of them at a restart. A cache may lose everything: its owner
 * is the system behind it.
 */
export const presets: Readonly<Record<PresetName, Declared>> = {
  store: {
    use: 'store',
    persistence: 'durable',
    aof: { roles: ['primary', 'replica'], fsync: ['everysec', 'always'] },
    rdb: { savePoints: 'none' },
    maxLossSeconds: 60,
    minReplicas: 1,
  },
  sessions: {
    use: 'sessions',
    persistence: 'durable',
    aof: { roles: ['primary', 'replica'], fsync: ['everysec', 'always', 'no'] },
    rdb: { savePoints: 'replicas' },
    maxLossSeconds: 300,
    minReplicas: 1,
  },
  cache: {
    use: 'cache',
    persistence: 'none',
    aof: { roles: [], fsync: ['everysec', 'always', 'no'] },
    rdb: { savePoints: 'none' },
    minReplicas: 0,
  },
};
