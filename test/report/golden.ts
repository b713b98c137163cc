import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';

/**
 * Holds a report to the file that shows how it is meant to look. After a wanted change: run the test with
 * UPDATE_GOLDEN=1, then read the difference as a person would read the report.
 */
export function expectGolden(name: string, report: string): void {
  const file = new URL(`golden/${name}.txt`, import.meta.url);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, report);
  expect(report).toBe(readFileSync(file, 'utf8'));
}
