import { expect, test } from '@jest/globals';
import { parseSavePoints } from '../../lib/core/save-points.ts';

test.each([
  { save: '', means: 'no save points', points: [] },
  { save: '900 1', means: 'one', points: [{ seconds: 900, changes: 1 }] },
  {
    save: '3600 1 300 100 60 10000',
    means: 'the three of a stock file',
    points: [
      { seconds: 3600, changes: 1 },
      { seconds: 300, changes: 100 },
      { seconds: 60, changes: 10_000 },
    ],
  },
  { save: '3600', means: 'nothing that can be read: a pair is incomplete', points: null },
  { save: '1h 1', means: 'nothing that can be read: not a number', points: null },
])('save "$save" means $means', ({ save, points }) => {
  expect(parseSavePoints(save)).toEqual(points);
});
