import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../lib/core/alert.ts';
import { type MessageDocument, readMessageDocument } from '../../lib/core/message-document.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import {
  incidentKey,
  type PagerDutyEvent,
  type PagerDutyScope,
  pagerDutyEvents,
} from '../../lib/core/pagerduty-events.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';

const AOF = 'aof/not-enabled';
const LATENCY = 'latency/round-trip-slow';
const every: PagerDutyScope = { environment: 'prod', severities: ['critical', 'warning'] };

/** As the function gets it: through the text that the topic carries. */
function documentOf(alerts: readonly Alert[], clusterId = 'shop'): MessageDocument {
  const { lambda } = JSON.parse(messageForms(notificationOf(alerts, clusterId))) as { readonly lambda: string };
  const document = readMessageDocument(lambda);
  if (document === undefined) throw new Error('the topic carries no document');
  return document;
}

const eventsOf = (alerts: readonly Alert[], scope = every) => pagerDutyEvents(documentOf(alerts), scope);
type Trigger = Extract<PagerDutyEvent, { readonly payload: object }>;
function triggerOf(alerts: readonly Alert[]): Trigger {
  const [event] = eventsOf(alerts);
  if (event?.event_action !== 'trigger') throw new Error('nothing is triggered');
  return event;
}

/** `trigger aof/not-enabled critical`, `resolve aof/not-enabled` */
function words(event: PagerDutyEvent): string {
  const rule = event.dedup_key.split('/').slice(3).join('/');
  return event.event_action === 'trigger' ? `trigger ${rule} ${event.payload.severity}` : `resolve ${rule}`;
}

const at = '2026-03-01T02:00:00.000Z';
const known = (severity: 'critical' | 'warning' = 'critical', told = at): Pick<Alert, 'told'> => ({
  told: { mail: { state: 'firing', severity, at: told, certain: true } },
});
const begins = (rule: string, port: number, change: Partial<Alert> = {}): Alert => alertOf(rule, port, change);
const goesOn = (rule: string, port: number): Alert =>
  alertOf(rule, port, known('critical', '2026-03-01T03:00:00.000Z'));
const ends = (rule: string, port: number): Alert => alertOf(rule, port, { state: 'resolved', ...known() });
const severity = (of: Alert['severity']): Partial<Alert> => ({ severity: of });

describe('an incident', () => {
  const rows: readonly (readonly [string, readonly Alert[], readonly string[], scope?: PagerDutyScope])[] = [
    ['begins with the first alert of a rule', [begins(AOF, 1)], [`trigger ${AOF} critical`]],
    ['is one for all nodes of a rule', [begins(AOF, 1), begins(AOF, 2), begins(AOF, 3)], [`trigger ${AOF} critical`]],
    [
      'is another one for another rule, the worst first',
      [begins(LATENCY, 1), begins(AOF, 1)],
      [`trigger ${AOF} critical`, `trigger ${LATENCY} warning`],
    ],
    ['ends when nothing of its rule fires', [ends(AOF, 1), ends(AOF, 2)], [`resolve ${AOF}`]],
    ['stays while another node fires on', [ends(AOF, 1), goesOn(AOF, 2)], []],
    ['goes on when one node ends and another begins', [ends(AOF, 1), begins(AOF, 2)], [`trigger ${AOF} critical`]],
    ['ends beside one that goes on', [ends(AOF, 1), ends(LATENCY, 1), goesOn(LATENCY, 2)], [`resolve ${AOF}`]],
    [
      'becomes more urgent with its alert',
      [begins(LATENCY, 1, { severity: 'critical', ...known('warning') })],
      [`trigger ${LATENCY} critical`],
    ],
    ['begins when something flaps', [begins(AOF, 1, { flapping: at })], [`trigger ${AOF} critical`]],
    ['is never opened for info', [begins(AOF, 1), begins(LATENCY, 1, severity('info'))], [`trigger ${AOF} critical`]],
    [
      'is not opened for a warning where only what is critical is paged',
      [begins(LATENCY, 1), begins(AOF, 1)],
      [`trigger ${AOF} critical`],
      { ...every, severities: ['critical'] },
    ],
    [
      'ends there all the same: it may have been critical',
      [ends(LATENCY, 1)],
      [`resolve ${LATENCY}`],
      { ...every, severities: ['critical'] },
    ],
  ];

  test.each(rows.map(([says, alerts, want, scope = every]) => [says, alerts, want, scope] as const))(
    '%s',
    (_, alerts, want, scope) => {
      expect(eventsOf(alerts, scope).map(words)).toEqual(want);
    },
  );

  test('is not opened by a message that only says that a silence ends', () => {
    expect(pagerDutyEvents({ ...documentOf([begins(AOF, 1)]), rules: [] }, every)).toEqual([]);
  });
});

describe('the key of an incident', () => {
  test('is made of environment, cluster and rule', () => {
    expect(eventsOf([begins(AOF, 1)])[0]?.dedup_key).toBe('redis-auditor/prod/shop/aof/not-enabled');
  });

  test('has at most 255 characters, and is still another one for another rule', () => {
    const keys = ['a', 'b'].map((end) => incidentKey('e'.repeat(120), 'c'.repeat(63), `${'r'.repeat(200)}${end}`));
    expect(keys.map(({ length }) => length)).toEqual([255, 255]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test('is short enough for every rule, with the longest id of a cluster', () => {
    const keys = rules.map(({ id }) => incidentKey('production', 'c'.repeat(63), id));
    expect(keys.filter((key, index) => !key.endsWith(`/${rules[index]?.id}`))).toEqual([]);
  });
});

describe('what an incident says', () => {
  const event = triggerOf([
    begins(AOF, 7001),
    begins(AOF, 7002),
    begins(AOF, 7003, { message: 'off since the start' }),
  ]);

  test('stands in the fields that PagerDuty has for it', () => {
    expect(event).toMatchObject({
      client: 'Redis Cluster Auditor',
      payload: {
        summary: 'shop: The append-only file is off: 10.0.0.1:7001, 10.0.0.1:7002 (+1 more)',
        source: '10.0.0.1:7001',
        severity: 'critical',
        timestamp: '2026-03-01T03:00:00.000Z',
        component: 'shard 0',
        group: 'shop',
        class: 'aof',
      },
    });
  });

  test('is what was measured where, why it matters, and what to run', () => {
    expect(event.payload.custom_details).toMatchObject({
      cluster: 'shop',
      rule: AOF,
      alerts_firing: 3,
      alerts_firing_on: 0,
      why: rules.find(({ id }) => id === AOF)?.why,
      found: [
        {
          where: '10.0.0.1:7001, 10.0.0.1:7002',
          what: 'AOF is off on this primary',
          told_because: 'failed in this audit',
        },
        { where: '10.0.0.1:7003', what: 'off since the start' },
      ],
      alerts_left_out: 0,
      history: 'redis-auditor history alerts --cluster shop --store DIR',
      explain: 'redis-auditor rules explain aof/not-enabled',
    });
    expect(event.payload.custom_details.run).toContain('redis-cli -h 10.0.0.1 -p 7001 CONFIG SET appendonly yes');
  });

  test('has the links of the rule', () => {
    const links = rules.find(({ id }) => id === AOF)?.links ?? [];
    expect(event.links.map(({ href }) => href)).toEqual(links);
    expect(event.links.every(({ text }) => text !== '' && !text.includes('/'))).toBe(true);
  });

  test('is about the cluster where that is what fails', () => {
    const cluster = { kind: 'cluster', id: 'shop' } as const;
    expect(triggerOf([begins(AOF, 1, { resource: cluster })]).payload).toMatchObject({
      source: 'shop',
      component: 'cluster',
      summary: 'shop: The append-only file is off: the whole cluster',
    });
  });

  test('says that it flaps', () => {
    expect(triggerOf([begins(AOF, 7001, { flapping: at })]).payload.summary).toBe(
      'shop: flaps: The append-only file is off: 10.0.0.1:7001',
    );
  });

  test('is one line, whatever a node calls itself', () => {
    const address = `evil\n\u001b[31m\u202e${'x'.repeat(3000)}:6379`;
    const hostile = triggerOf([begins(AOF, 1, { resource: { kind: 'node', id: '1', address } })]);
    const { summary, source } = hostile.payload;
    expect(summary.length).toBeLessThanOrEqual(1024);
    expect(source.length).toBeLessThanOrEqual(255);
    expect(`${summary}${source}`).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('a storm', () => {
  /** Rules that mute others would make it a calm one. */
  const loud = rules.filter(({ mutes }) => mutes.length === 0);
  const each = Math.ceil(10_000 / loud.length);
  const thousands = (message: (index: number) => string): readonly Alert[] =>
    loud.flatMap(({ id }) =>
      Array.from({ length: each }, (_, index) =>
        alertOf(id, 7000 + index, { severity: index % 2 === 0 ? 'critical' : 'warning', message: message(index) }),
      ),
    );

  test.each([
    ['in which all say the same', () => 'é & "quotes" \\ and \u{1f525}'],
    ['in which each says something else', (index: number) => `\u{1f525}"\\${index} `.repeat(40)],
  ])('%s is one event for each rule, none of them too large, and nothing is left out uncounted', (_, message) => {
    const events = eventsOf(thousands(message)) as readonly Trigger[];
    expect(events.map(words).toSorted()).toEqual(loud.map(({ id }) => `trigger ${id} critical`).toSorted());
    for (const { payload } of events) {
      const { alerts_firing, alerts_left_out, found } = payload.custom_details;
      expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(200_000);
      expect(payload.summary.isWellFormed()).toBe(true);
      expect(alerts_firing).toBe(each);
      expect(alerts_left_out).toBeGreaterThanOrEqual(0);
      if (found.length === 0) expect(alerts_left_out).toBe(alerts_firing);
    }
  });

  test('of one rule leaves room for what is to be done about another', () => {
    const storm = Array.from({ length: 900 }, (_, index) => alertOf(AOF, index, { message: `node ${index}` }));
    const [, other] = eventsOf([...storm, begins(LATENCY, 1)]) as readonly Trigger[];
    expect(other?.payload.custom_details).toMatchObject({ rule: LATENCY, found: [{ where: '10.0.0.1:1' }] });
    expect(other?.payload.custom_details.to_do?.length).toBeGreaterThan(0);
  });

  test('shows the worst of a rule, and counts the rest', () => {
    const some = Array.from({ length: 400 }, (_, index) =>
      alertOf(AOF, index, { message: `${'x'.repeat(900)} ${index}` }),
    );
    const { custom_details: details } = triggerOf(some).payload;
    expect(details.found.length).toBeGreaterThan(5);
    expect(details.found.length + details.alerts_left_out).toBe(400);
  });
});

describe('what is no message of ours', () => {
  test.each(['maintenance at nine', '42', '{"AlarmName":"a"}', '{"schemaVersion":1}'])('is not read: %s', (message) => {
    expect(readMessageDocument(message)).toBeUndefined();
  });

  test('is not overlooked where it is one of another version', () => {
    const text = JSON.stringify({ ...documentOf([begins(AOF, 1)]), schemaVersion: 2, text: 'hunter2' });
    expect(() => readMessageDocument(text)).toThrow(
      'the message is not one that this version can read: look at schemaVersion',
    );
  });
});
