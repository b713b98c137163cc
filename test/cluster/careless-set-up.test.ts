import { describe, expect, test } from '@jest/globals';
import { plantCarelessSetup } from '../../lib/demo/faults.ts';
import { withCluster } from '../harness/cluster.ts';
import { failure } from '../harness/processes.ts';
import { on, playAll } from './scenario.ts';

describe('the demonstration', () => {
  playAll([
    {
      name: 'all faults of a careless set-up together',
      deed: (cluster) => plantCarelessSetup(cluster),
      want: [
        ...on('persistence/primary-restarts-empty', 0),
        ...on('aof/not-enabled', 0),
        ...on('aof/fsync-not-as-declared', 1, 2, 3, 5),
        ...on('rdb/save-points-on-primary', 1),
        ...on('latency/monitor-off', 0, 1, 2, 3, 5),
        ...on('slowlog/slow-command', 2),
        ...on('commands/topology-storm', 0),
        ...on('topology/node-restarted', 4),
      ],
      info: ['config/change-not-saved'],
    },
  ]);
});
