import { describe, expect, test } from '@jest/globals';
import { drawn, play } from './timeline-player.ts';
import * as stories from './timelines.ts';

describe.each([
  ['how an alert begins and ends', stories.beginningsAndEnds],
  ['what was not looked at', stories.notLooked],
  ['what becomes more or less urgent', stories.urgency],
  ['reminders', stories.reminders],
  ['one message for a cluster and an audit', stories.grouping],
  ['what follows from something worse', stories.muting],
  ['what comes and goes', stories.flapping],
  ['while a shard changes', stories.quietTime],
  ['each sink hears what it does not know', stories.sinks],
  ['what somebody does not want to hear', stories.silences],
])('%s', (_, timelines) => {
  test.each(timelines)('$name', (timeline) => {
    expect(play(timeline).picture).toBe(drawn(timeline.audits));
  });
});
