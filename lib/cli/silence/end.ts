import { UsageError } from '../../core/errors.ts';
import { nearestNames } from '../../core/explain/nearest.ts';
import { endOf, endSilence, phaseOf, pruneSilences, type Silence, type SilenceBook } from '../../core/silence.ts';
import { plainText } from '../../core/silence-request.ts';
import { releasedBy, viewOf } from '../../core/silence-view.ts';
import { spanWords } from '../../core/time-span.ts';
import { endedText, silenceJson } from '../../report/silences.ts';
import { time } from '../../report/words.ts';
import { type CliIo, exitCodes } from '../io.ts';
import { openBook, placeProblems, refuse, type SilencePlace } from './open.ts';

export interface EndOptions extends SilencePlace {
  readonly reason?: string;
  readonly format: 'text' | 'json';
}

/**
 * `redis-auditor silence end`: what a silence holds back is told by the next audit.
 *
 * @throws UsageError for a silence that is not there, or has ended already
 */
export async function endCommand(id: string, options: EndOptions, io: CliIo): Promise<number> {
  refuse(placeProblems(options), '`redis-auditor silence end --help` shows examples.');
  const now = new Date(io.now()).toISOString();
  const reason = plainText(options.reason) || undefined;
  const open = await openBook(options);
  const before = running(await open.read(), id, now);
  const book = await open.change((each) => {
    running(each, id, now);
    return pruneSilences(endSilence(each, id, now, reason), now);
  });
  const alerts = await open.alerts();
  const ended = book.silences.find((silence) => silence.id === id) ?? before;
  const view = viewOf(ended, alerts, open.clusterId, now);
  const released = releasedBy(ended, book, alerts, open.clusterId, now);
  const early = spanWords(Date.parse(before.endsAt) - Date.parse(now));
  io.stdout(
    options.format === 'json'
      ? silenceJson(view, open.clusterId, released)
      : endedText(view, released, open.clusterId, early),
  );
  return exitCodes.fine;
}

/** @throws UsageError when there is no such silence to end */
function running({ silences }: SilenceBook, id: string, now: string): Silence {
  const found = silences.find((silence) => silence.id === id);
  if (found === undefined) {
    const [near] = nearestNames(
      id,
      silences.map((silence) => silence.id),
    );
    throw new UsageError(
      `no silence is called ${id}`,
      near === undefined ? '`redis-auditor silence list` shows all of them.' : `did you mean ${near}?`,
    );
  }
  if (phaseOf(found, now) === 'ended')
    throw new UsageError(`silence ${id} has ended already, ${time(endOf(found))}`, 'nothing was changed.');
  return found;
}
