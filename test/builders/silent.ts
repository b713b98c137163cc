import { failed, notAttempted } from '../../lib/core/observed.ts';
import type { NodeChange } from './facts.ts';

const absent = failed('connect-refused', 'connect ECONNREFUSED');

/** A node whose process is gone: no connection, and so no fact. */
export const silent: NodeChange = {
  connection: { answered: false, attempts: 3, outcome: absent, errorCodes: [] },
  ping: absent,
  noInfo: absent,
  noConfig: absent,
  clusterInfo: absent,
  view: absent,
  recheckedView: notAttempted('no first view'),
  slowlog: absent,
  latency: absent,
  latencyDoctor: absent,
  aclDefault: absent,
  replicaClients: absent,
};
