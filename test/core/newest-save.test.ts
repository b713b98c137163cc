import { expect, test } from '@jest/globals';
import { type SaveReading, secondsSinceSave } from '../../lib/core/newest-save.ts';

/** A process that was started at second 1,000 and is read at second 5,000. */
const reading: SaveReading = { lastSaveTime: 1000, saves: 0, now: 5000, uptime: 4000 };

test.each([
  { told: 'the time of its start and no saves', reading, age: null },
  {
    told: 'a time one second after its start, which clocks do',
    reading: { ...reading, lastSaveTime: 1001 },
    age: null,
  },
  { told: 'a later time', reading: { ...reading, lastSaveTime: 4400 }, age: 600 },
  {
    told: 'a later time and, before 7.0, no count',
    reading: { ...reading, lastSaveTime: 4400, saves: undefined },
    age: 600,
  },
  { told: 'a save within the first second', reading: { ...reading, lastSaveTime: 1001, saves: 1 }, age: 3999 },
  { told: 'a time in the future, which clocks do too', reading: { ...reading, lastSaveTime: 5001, saves: 1 }, age: 0 },
])('a process that tells $told saved $age seconds ago', ({ reading: told, age }) => {
  expect(secondsSinceSave(told)).toBe(age);
});
