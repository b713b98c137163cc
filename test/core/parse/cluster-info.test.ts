import { describe, expect, test } from '@jest/globals';
import { parseClusterInfo } from '../../../lib/core/parse/cluster-info.ts';
import { labels, recordedText } from './recorded.ts';

describe('CLUSTER INFO', () => {
  test.each(labels)('of %s says how the cluster is', (label) => {
    expect(parseClusterInfo(recordedText(label, 'cluster-info'))).toMatchObject({
      state: 'ok',
      value: { cluster_state: 'ok', cluster_known_nodes: '6', cluster_slots_ok: '16384', cluster_current_epoch: '3' },
    });
  });

  test.each(labels)('of %s is kept without counters that differ at every call', (label) => {
    expect(JSON.stringify(parseClusterInfo(recordedText(label, 'cluster-info')))).not.toContain('messages');
  });

  test.each([[''], ['PONG'], [null], [7]])('is unparsable as %j', (reply) => {
    expect(parseClusterInfo(reply)).toMatchObject({ state: 'failed', reason: 'unparsable' });
  });
});
