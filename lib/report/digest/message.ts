import { cutText } from '../../core/cut-text.ts';
import type { Digest } from '../../core/digest/digest.ts';
import { shortHash } from '../../core/fingerprint.ts';
import { MOST_DESCRIPTION } from '../../core/message-forms.ts';
import { historyCommand } from '../../core/message-notes.ts';
import type { Notification } from '../../core/notification.ts';
import { digestPageKey } from '../../core/storage-keys.ts';
import { outlineOf } from './outline.ts';
import { digestMarkup } from './slack.ts';
import { digestSubject } from './subject.ts';
import { digestText } from './text.ts';

/** Several forms of the text have to fit into one message of 256 KB. */
const MOST_TEXT = 48_000;

/**
 * A digest as it is told. It tells of no alert by itself: whoever keeps incidents by alerts has none to open or to end.
 *
 * @param store where its page is, for people: a directory or `s3://BUCKET`
 */
export function digestMessage(digest: Digest, store: string): Notification {
  const outline = outlineOf(digest);
  const { cluster, period } = digest;
  const page = `${store}/${digestPageKey({ cluster: { id: cluster }, kind: period.kind, to: period.to })}`;
  const text = cutText(digestText(outline, `All of it: ${page}`), MOST_TEXT, page);
  return {
    id: shortHash([cluster, period.kind, period.to, 'digest']),
    clusterId: cluster,
    scheduledAt: period.to,
    reason: `digest of the ${period.kind}`,
    subject: digestSubject(digest),
    text,
    content: { opening: `${outline.title} (${outline.period})`, parts: [], partsLeftOut: 0, closing: [] },
    chat: { markup: digestMarkup(outline, MOST_DESCRIPTION), thread: `${cluster} digests` },
    alerts: [],
    rules: [],
    history: historyCommand(cluster, store),
    firingOn: digest.alerts.firing.all,
  };
}
