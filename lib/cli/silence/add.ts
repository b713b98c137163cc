import { randomUUID } from 'node:crypto';
import { sameAddress } from '../../core/matchers.ts';
import type { KnownRules } from '../../core/parse-matchers.ts';
import { addSilence, pruneSilences, type Silence } from '../../core/silence.ts';
import { type SilenceRequest, silenceFrom } from '../../core/silence-request.ts';
import { viewOf } from '../../core/silence-view.ts';
import { addedText, silenceJson } from '../../report/silences.ts';
import { catalogueOf } from '../catalogue.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { openBook, placeProblems, refuse, type SilencePlace } from './open.ts';

export interface AddOptions extends SilencePlace, Omit<SilenceRequest, 'words'> {
  /** Folder of rules beside those that are built in. */
  readonly rules?: string;
  readonly format: 'text' | 'json';
}

/**
 * `redis-auditor silence add`: keeps what matches untold for a while, and says what that is now.
 *
 * @throws UsageError with everything that is wrong
 */
export async function addCommand(words: readonly string[], options: AddOptions, io: CliIo): Promise<number> {
  const now = new Date(io.now()).toISOString();
  const silence = requested(words, options, await catalogueOf(options.rules), io, now);
  const book = await openBook(options);
  await book.change((before) => addSilence(pruneSilences(before, now), silence));
  const view = viewOf(silence, await book.alerts(), book.clusterId, now);
  const notes = [
    ...unseenNodes(silence, await book.addresses()),
    `\`${endCommand(silence, options)}\` ends it earlier.`,
  ];
  io.stdout(
    options.format === 'json'
      ? silenceJson(view, book.clusterId)
      : addedText(view, book.clusterId, { notes, width: widthOf(io) }),
  );
  return exitCodes.fine;
}

function requested(words: readonly string[], options: AddOptions, rules: KnownRules, io: CliIo, now: string): Silence {
  const { cluster: clusterId = '' } = options;
  const owner = options.owner ?? io.env.USER ?? io.env.LOGNAME;
  const request = { ...options, words, ...(owner === undefined ? {} : { owner }) };
  const asked = silenceFrom(request, { id: randomUUID().slice(0, 8), now, clusterId, rules });
  const hint = '`redis-auditor silence add --help` shows examples.';
  refuse([...placeProblems(options), ...('problems' in asked ? asked.problems : [])], hint);
  if ('problems' in asked) throw new TypeError('problems were not told');
  return asked.silence;
}

/** A node that no audit has seen may still join, but mostly it is a slip. */
function unseenNodes({ matchers }: Silence, seen: readonly string[]): readonly string[] {
  const named = (matchers.node ?? []).filter((name) => name.includes(':'));
  return named
    .filter((name) => !seen.some((address) => sameAddress(name, address)))
    .map((name) => `No audit has met a node at ${name}: mind the spelling.`);
}

function endCommand({ id }: Silence, { store, cluster }: SilencePlace): string {
  return `redis-auditor silence end ${id} --store ${store} --cluster ${cluster}`;
}
