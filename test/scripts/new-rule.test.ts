import { describe, expect, test } from '@jest/globals';
import { readRequest } from '../../scripts/new-rule/request.ts';

describe('npm run new-rule', () => {
  test.each([
    ['local-topology/failover-slow', { id: 'local-topology/failover-slow', folder: 'local-rules' }],
    ['local-latency/far --folder ours', { id: 'local-latency/far', folder: 'ours' }],
    ['topology/failover-slow --built-in', { id: 'topology/failover-slow' }],
  ])('%s is a rule to begin', (words, request) => {
    expect(readRequest(words.split(' '))).toEqual(request);
  });

  test.each([
    ['', ['the id of the rule is missing']],
    [
      'failover-slow',
      [
        'failover-slow is no id of a rule of your own: its area is local-slowlog or local-latency or local-topology or local-persistence',
      ],
    ],
    ['local-topologie/a', ['local-topologie/a is no id of a rule of your own: its area is local-topology']],
    ['topology/failover-slow', ['topology/failover-slow is no id of a rule of your own']],
    ['local-topology/FailoverSlow', ['local-topology/FailoverSlow is no id of a rule of your own']],
    ['local-topology/a --built-in', ["local-topology/a has an area of a team's own rules"]],
    ['topology/../../a --built-in', ['topology/../../a is no id: area/name']],
    ['local-topology/a --folder ../b', ['--folder has to be a folder in the project, by its name']],
    ['local-topology/a local-topology/b', ['one rule at a time: local-topology/b is too much']],
    ['local-topology/a --dry', ["Unknown option '--dry'"]],
    ['x --built-in --folder ../a', ['x is no id', '--folder and --built-in exclude each other', '--folder has to be']],
  ])('"%s" is none, and all that is wrong is told', (words, problems) => {
    const request = () => readRequest(words.split(' ').filter((word) => word !== ''));
    for (const problem of problems) expect(request).toThrow(problem);
  });
});
