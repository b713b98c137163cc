/** Run as a process of its own: one assessment in which thousands of checks fail, then what it took, as JSON. */
import { memoryStore } from '../lib/adapters/stores/memory.ts';
import { recordStore } from '../lib/adapters/stores/shared/records.ts';
import { assess } from '../lib/assess.ts';
import { defaultAlertSettings } from '../lib/core/alert-settings.ts';
import type { Notification } from '../lib/core/notification.ts';
import { defaultPolicy } from '../lib/core/policy.ts';
import type { Sink } from '../lib/ports.ts';
import { manyFailures } from './many-failures.ts';

const taken: Notification[] = [];
const sinkOf = (name: string): Sink => ({
  name,
  async deliver(notification) {
    taken.push(notification);
    return { sink: name, status: 'delivered' };
  },
});

const { facts, rules } = manyFailures(10_000);
const records = recordStore(memoryStore());
const tools = { state: records, history: records, sinks: ['mail', 'chat'].map(sinkOf), pause: async () => {} };
const started = performance.now();
const { summary } = await assess({ facts, rules, policy: defaultPolicy, alerting: defaultAlertSettings }, tools);
const ms = performance.now() - started;

const findings = summary.critical + summary.warning + summary.info;
const alerts = Math.min(...taken.map((notification) => notification.alerts.length));
const maxRssKiB = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ findings, ms, maxRssKiB, sinks: taken.length, alerts }));
