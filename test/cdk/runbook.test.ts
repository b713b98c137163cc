import { describe, expect, test } from '@jest/globals';
import { type AlarmName, alarmDescription, alarmTexts, anchorOf } from '../../lib/cdk/alarm-texts.ts';
import { RUNBOOK_PAGE } from '../../lib/constants.ts';
import { anchorsOf, pageAt } from '../docs/pages.ts';

const page = pageAt(RUNBOOK_PAGE);
const names = Object.keys(alarmTexts) as AlarmName[];

describe('Alarms and the runbook', () => {
  test.each(names)('%s has a heading, and its description leads there', (name) => {
    const [, anchor = ''] = /runbook\.md#(\S+)$/.exec(alarmDescription(name, RUNBOOK_PAGE)) ?? [];
    expect(anchor).toBe(anchorOf(alarmTexts[name].heading));
    expect(anchorsOf(page)).toContain(anchor);
  });

  test('no heading is about an alarm that there is not', () => {
    const headings = [...page.text.matchAll(/^## (Alarm: .*)$/gm)].map(([, heading]) => String(heading));
    expect(headings.toSorted()).toEqual(names.map((name): string => alarmTexts[name].heading).toSorted());
  });

  test.each(names)('%s: the heading says how to look and how it ends', (name) => {
    const [, section = ''] = page.text.split(`## ${alarmTexts[name].heading}\n`);
    expect(section.split('\n## ')[0]).toMatch(/How to (?:look|end)/);
  });

  test.each(names)('%s: the description fits into an alarm', (name) => {
    expect(alarmDescription(name, `https://example.com/${'x'.repeat(300)}`).length).toBeLessThan(1024);
  });
});
