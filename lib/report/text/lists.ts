import type { AuditResult } from '../../core/result.ts';
import { alertSentences, unknownSentences, unreadSentences } from '../outline/sentences.ts';
import { silenceSentences } from '../outline/silences.ts';
import type { Page } from './page.ts';

/** Nodes, and parts of nodes, that could not be read. */
export function unreadNodes(result: AuditResult, page: Page): readonly string[] {
  return listed('Could not be read', unreadSentences(result), page);
}

/** Verdicts that could not be given, folded by reason. */
export function unknowns(result: AuditResult, page: Page): readonly string[] {
  return listed('Could not be judged', unknownSentences(result, page.options), page);
}

/** What changed in the alerts, and who was told. Alerts that fire on as before are told with their findings. */
export function alerts(result: AuditResult, page: Page): readonly string[] {
  const news = alertSentences(result);
  return news === null ? [] : [...page.heading(news.title), ...page.items(news.sentences)];
}

/** What fires and is kept untold, by whom, and until when. */
export function silences(result: AuditResult, page: Page): readonly string[] {
  const silenced = silenceSentences(result);
  return silenced === null ? [] : listed(silenced.title, silenced.sentences, page);
}

function listed(title: string, sentences: readonly string[], page: Page): readonly string[] {
  return sentences.length === 0 ? [] : [...page.heading(title), ...page.items(sentences)];
}
