import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Digest } from '../../../lib/core/digest/digest.ts';
import { messageForms } from '../../../lib/core/message-forms.ts';
import { readAndCompose } from '../../../lib/digest.ts';
import { digestPage } from '../../../lib/report/digest/html.ts';
import { digestMarkdown } from '../../../lib/report/digest/markdown.ts';
import { digestMessage } from '../../../lib/report/digest/message.ts';
import { outlineOf } from '../../../lib/report/digest/outline.ts';
import { digestMarkup } from '../../../lib/report/digest/slack.ts';
import { digestSubject } from '../../../lib/report/digest/subject.ts';
import { unprintable } from '../../../lib/report/neutral.ts';
import { slackLimits, slackMessage } from '../../../lib/report/slack-blocks.ts';
import { digestStage, shopWeek, week } from '../../builders/digested.ts';
import { pageAt } from '../../docs/pages.ts';
import { expectGolden } from '../golden.ts';

let shop: Digest;
beforeAll(async () => {
  shop = await shopWeek();
});

/** A copy in which every text of others is another one. */
function withTexts(value: unknown, text: () => string, key = ''): unknown {
  if (typeof value === 'string') return kept.has(key) || /^\d{4}-\d\d-\d\dT/.test(value) ? value : text();
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withTexts(each, text, name)]));
}
/** What is never a word of others. */
const kept = new Set(['kind', 'severity', 'role', 'cluster', 'seconds']);

describe('The digest of a week', () => {
  test('as a mail', () => {
    const { subject, text } = digestMessage(shop, 'DIR');
    expectGolden('digest-mail', `Subject: ${subject}\n\n${text}\n`);
  });
  test('as docs/digest.md shows it', () => {
    const { subject, text } = digestMessage(shop, 'DIR');
    expect(pageAt('docs/digest.md').text).toContain(`\`\`\`text\nSubject: ${subject}\n\n${text}\n\`\`\``);
  });
  test('as a page', () => expectGolden('digest-page', digestPage(outlineOf(shop))));
  test('in Slack, by Amazon Q', () => expectGolden('digest-slack', `${digestMessage(shop, 'DIR').chat?.markup}\n`));
  test('in Slack, by a webhook', () =>
    expectGolden('digest-webhook', `${JSON.stringify(slackMessage(digestMessage(shop, 'DIR')), null, 1)}\n`));
  test('as Markdown', () => expectGolden('digest-markdown', digestMarkdown(outlineOf(shop))));

  test('of a time in which nobody looked never says that all is well', async () => {
    const stage = digestStage();
    const nothing = await readAndCompose(week(), stage.reader);
    const { subject, text } = digestMessage(nothing, 'DIR');
    expect(subject).toBe('Redis shop: week to 2026-03-08, no audit was stored, 0 still fire');
    expect(text).toContain('COULD NOT LOOK\n  No audit was stored in this period: nobody has looked at the cluster.');
    expect(text).not.toMatch(/Nothing (?:fires|began|ended|has changed)|No command took/);
    expect(text.match(/Not known/g)?.length).toBeGreaterThanOrEqual(6);
  });

  test('is in a thread of its own, and opens and ends no incident', () => {
    const message = digestMessage(shop, 'DIR');
    expect(message.alerts).toEqual([]);
    const { https, lambda } = JSON.parse(messageForms(message));
    expect(JSON.parse(https)).toMatchObject({
      content: { title: message.subject, description: message.chat?.markup },
      metadata: { threadId: 'shop digests', enableCustomActions: false },
    });
    expect(JSON.parse(lambda)).toMatchObject({ text: message.text, content: { parts: [] } });
  });
});

describe('The subject', () => {
  test.each<[string, string]>([
    ['shop', 'Redis shop: week to 2026-03-08, 4 began, 3 ended, 1 still fires'],
    [`x${'y'.repeat(62)}`, `Redis x${'y'.repeat(38)}~: week to 2026-03-08, 4 began, 3 ended, 1 still fires`],
  ])('of %s is below 100 printable ASCII characters', (cluster, subject) => {
    const found = digestSubject({ ...shop, cluster });
    expect(found).toBe(subject);
    expect(found).toMatch(/^[\x20-\x7e]{1,99}$/);
  });
});

describe('Whatever nodes and people say', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=y>',
      "' onload='x",
      '&lt;',
      '`a` | *b* <!channel>',
      '\x1b[31m\u202e\n\n# A',
      'STILL FIRES',
    ),
  );
  const digests = fc.infiniteStream(nasty).map((texts) => withTexts(shop, () => texts.next().value ?? '') as Digest);

  test('the page holds no tag, no attribute and no address but its own', () => {
    const shape = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? [];
    const own = new Set(shape(digestPage(outlineOf(shop))).map((tag) => tag.replace(/^<(\w+).*$/s, '<$1')));
    const attributes = (html: string): readonly string[] =>
      shape(html).flatMap((tag) => [...tag.matchAll(/\s([\w-]+)="/g)].map(([, name]) => String(name)));
    const ownAttributes = new Set(attributes(digestPage(outlineOf(shop))));
    fc.assert(
      fc.property(digests, (digest) => {
        const page = digestPage(outlineOf(digest));
        expect(
          shape(page)
            .map((tag) => tag.replace(/^<(\w+).*$/s, '<$1'))
            .filter((tag) => !own.has(tag)),
        ).toEqual([]);
        expect(attributes(page).filter((name) => !ownAttributes.has(name))).toEqual([]);
        expect(page.replaceAll('\n', '').match(unprintable)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  test('the mail has no control character and no part that is not its own', () => {
    fc.assert(
      fc.property(digests, (digest) => {
        const { text } = digestMessage(digest, 'DIR');
        expect(text.replaceAll('\n', '').match(unprintable)).toBeNull();
        expect(text.split('\n\n').length).toBe(digestMessage(shop, 'DIR').text.split('\n\n').length);
      }),
      { numRuns: 60 },
    );
  });

  test('the chat calls nobody and links to nothing, and stays within its limits', () => {
    fc.assert(
      fc.property(digests, fc.integer({ min: 300, max: 8000 }), (digest, most) => {
        const markup = digestMarkup(outlineOf(digest), most);
        expect(markup.length).toBeLessThanOrEqual(most);
        expect(markup).not.toMatch(/[<>]/);
        const message = slackMessage(digestMessage(digest, 'DIR'));
        expect(JSON.stringify(message).length).toBeLessThanOrEqual(slackLimits.message);
        expect(message.blocks.length).toBeLessThanOrEqual(slackLimits.blocks);
      }),
      { numRuns: 60 },
    );
  });
});

describe('The page', () => {
  test('asks nobody for anything, and lets nothing run', () => {
    const page = digestPage(outlineOf(shop));
    expect(page).toMatch(
      /content="default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'"/,
    );
    expect(page).not.toMatch(/https?:|url\(|@import|<script|style=|src=|href=/i);
  });

  test('of a thousand nodes is no larger than a browser and a mail take', () => {
    const shards = shop.persistence?.shards ?? [];
    const many = Array.from({ length: 200 }, () => shards).flat();
    const large = { ...shop, persistence: { readAt: shop.period.to, shards: many } };
    expect(digestPage(outlineOf(large)).length).toBeLessThan(1_500_000);
    expect(Buffer.byteLength(messageForms(digestMessage(large, 'DIR')))).toBeLessThan(262_144);
  });
});
