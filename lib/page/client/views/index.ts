import type { ViewContext } from '../context.ts';
import type { Child } from '../dom.ts';
import type { View } from '../state.ts';
import { alerts } from './alerts.ts';
import { changes } from './changes.ts';
import { latency } from './latency.ts';
import { map } from './map.ts';
import { overview } from './overview.ts';
import { persistence } from './persistence.ts';
import { runs } from './runs.ts';
import { slow } from './slow.ts';

/** What each view is called. */
export const titles: Readonly<Record<View, string>> = {
  overview: 'Overview',
  map: 'Map',
  alerts: 'Alerts',
  slow: 'Slow commands',
  latency: 'Latency',
  persistence: 'Persistence',
  changes: 'Changes',
  runs: 'Audits',
};

/** What each view is made of. */
export const parts: Readonly<Record<View, (context: ViewContext) => readonly Child[]>> = {
  overview,
  map,
  alerts,
  slow,
  latency,
  persistence,
  changes,
  runs,
};
