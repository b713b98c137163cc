import { failed, notAttempted } from '../../lib/core/observed.ts';
import { nothingRead } from '../../lib/core/visit.ts';
import type { NodeChange } from './facts.ts';

const absent = failed('connect-refused', 'connect ECONNREFUSED');

const { info: _info, config: _config, ...parts } = nothingRead(absent);

/** A node whose process is gone: no connection, and so no fact. */
export const silent: NodeChange = {
  connection: { answered: false, attempts: 3, outcome: absent, errorCodes: [] },
  ...parts,
  noInfo: absent,
  noConfig: absent,
  view: absent,
  recheckedView: notAttempted('no first view'),
};
