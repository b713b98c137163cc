import type { FactName } from '../fact-names.ts';

/** What choosing a replica reads: who is in the cluster, and one INFO of each member. No setting and no key. */
export const saveFacts: readonly FactName[] = [
  'topology',
  'info.replication.role',
  'info.memory.used_memory_rss',
  'info.persistence.rdb_bgsave_in_progress',
];

/** Every command that saving on replicas sends, by the name that the server's statistics give it. */
export const saveCommands: readonly string[] = ['info', 'cluster|nodes', 'role', 'bgsave', 'client|setname'];
