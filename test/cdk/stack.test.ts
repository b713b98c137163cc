import { describe, expect, jest, test } from '@jest/globals';
import { alarms } from './expectations/alarms.ts';
import { alerts } from './expectations/alerts.ts';
import { digests } from './expectations/digest.ts';
import type { Expectation } from './expectations/expectation.ts';
import { functions } from './expectations/functions.ts';
import { histories } from './expectations/history.ts';
import { storage } from './expectations/storage.ts';
import { timing } from './expectations/timing.ts';
import { synthesised } from './synthesised.ts';
// One file of tests for all parts, as each that loads the CDK takes two seconds before it begins.
import './parts/constructs.ts';
import './parts/gate.ts';
import './parts/network.ts';
import './parts/permissions.ts';
import './parts/side-by-side.ts';

// A busy machine takes long to synthesise.
jest.setTimeout(60_000);

const parts: readonly (readonly [string, readonly Expectation[]])[] = [
  ['The bucket', storage],
  ['Alerts', alerts],
  ['Functions', functions],
  ['Digests', digests],
  ['What becomes of the history', histories],
  ['Schedules and events', timing],
  ['Alarms', alarms],
];

describe.each(parts)('%s', (_, expectations) => {
  test.each(expectations)('$says', ({ declared, type, id, has }) => {
    expect(synthesised(declared).one(type, id)).toMatchObject(has);
  });
});
