import { describe, expect, test } from '@jest/globals';
import { messageDocument } from '../../lib/core/message-document.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import { alertOf, notificationOf } from '../builders/notification.ts';
import { pageAt } from '../docs/pages.ts';

/** What a schema of valibot shows of itself, as far as this one is made of it. */
interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly wrapped?: Shape;
  readonly literal?: unknown;
}

/** `rules[].links[]: string`, `…resource.shard: string, may be missing` */
function fieldsOf(shape: Shape, path = '', optional = ''): readonly string[] {
  if (shape.wrapped !== undefined) return fieldsOf(shape.wrapped, path, ', may be missing');
  if (shape.item !== undefined) return fieldsOf(shape.item, `${path}[]`, optional);
  if (shape.entries === undefined) return [`${path}: ${typeOf(shape)}${optional}`];
  return Object.entries(shape.entries).flatMap(([name, inner]) =>
    fieldsOf(inner, path === '' ? name : `${path}.${name}`, optional),
  );
}

function typeOf({ type, literal }: Shape): string {
  return type === 'literal' ? typeof literal : type === 'picklist' ? 'string' : type;
}

/** The same of a value. */
function fieldsIn(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsIn(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([name, inner]) => fieldsIn(inner, path === '' ? name : `${path}.${name}`));
}

const schema = fieldsOf(messageDocument as unknown as Shape);
const known = {
  mail: { state: 'firing', severity: 'critical', at: '2026-03-01T03:00:00.000Z', certain: true },
} as const;
const documents = [
  [alertOf('aof/not-enabled', 7001), alertOf('aof/not-enabled', 7002, { told: known })],
  [alertOf('aof/not-enabled', 7001, { resource: { kind: 'cluster', id: 'shop' } })],
  [alertOf('aof/not-enabled', 7001, { state: 'resolved' })],
].map((alerts): unknown => JSON.parse((JSON.parse(messageForms(notificationOf(alerts))) as { sqs: string }).sqs));

describe('the document for machines', () => {
  test('is described field by field, as it is sent', () => {
    const [, section = ''] = pageAt('docs/alerts.md').text.split('\n## For machines\n');
    const rows = section.split('\n## ')[0]?.matchAll(/^\| `([^`]+)` \| ([^|]+) \| [^|]+ \|$/gm) ?? [];
    expect([...rows].map(([, field, type]) => `${field}: ${type}`)).toEqual(schema);
  });

  test('has no field that its description does not have, and each that it has', () => {
    const described = schema.map((line) => line.replace(', may be missing', ''));
    const sent = new Set(documents.flatMap((document) => fieldsIn(document)));
    expect([...sent].filter((field) => !described.includes(field))).toEqual([]);
    expect(described.filter((field) => !sent.has(field))).toEqual([]);
  });

  test('is the form for functions, queues, and web servers where there are some', () => {
    const forms = JSON.parse(messageForms(notificationOf([alertOf('aof/not-enabled', 1)]), 'document'));
    expect(forms.https).toBe(forms.sqs);
    expect(forms.lambda).toBe(forms.sqs);
  });

  test('lists a hundred alerts that say the same, and counts the others', () => {
    const storm = Array.from({ length: 250 }, (_, index) => alertOf('aof/not-enabled', 7000 + index));
    const { content } = JSON.parse(JSON.parse(messageForms(notificationOf(storm), 'document')).https);
    expect(content.parts).toMatchObject([{ alertsLeftOut: 150 }]);
    expect(content.parts[0].alerts).toHaveLength(100);
  });

  test.each([1000, 10_000])('about %d alerts fits into what SNS takes three times, with every rule in it', (count) => {
    const many = Array.from({ length: count }, (_, index) =>
      alertOf(index === 0 ? 'latency/round-trip-slow' : 'aof/not-enabled', index, {
        message: `é "${index}" \u{1f525}`,
      }),
    );
    const forms = messageForms(notificationOf(many), 'document');
    expect(Buffer.byteLength(forms)).toBeLessThan(262_144 - 200);
    expect(JSON.parse(JSON.parse(forms).https).rules).toMatchObject([
      { rule: 'aof/not-enabled', firing: count - 1 },
      { rule: 'latency/round-trip-slow', firing: 1 },
    ]);
  });
});
