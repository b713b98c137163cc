import { windowsAround } from '../../config/maintenance.ts';
import { pruneSilences } from '../../core/silence.ts';
import { type SilenceList, viewsOf } from '../../core/silence-view.ts';
import { silenceListJson, silenceListText } from '../../report/silences.ts';
import { configFor } from '../catalogue.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { openBook, placeProblems, refuse, type SilencePlace } from './open.ts';

export interface ListOptions extends SilencePlace {
  /** Path of the configuration file that declares maintenance windows. */
  readonly config?: string;
  readonly format: 'text' | 'json';
}

/** `redis-auditor silence list`: what is silenced, what will be, and what was in the last 30 days. */
export async function listCommand(options: ListOptions, io: CliIo): Promise<number> {
  refuse(placeProblems(options), '`redis-auditor silence list --help` shows examples.');
  const now = new Date(io.now()).toISOString();
  const book = await openBook(options);
  const { config } = await configFor(options.config, {});
  const list: SilenceList = {
    clusterId: book.clusterId,
    now,
    silences: viewsOf(pruneSilences(await book.read(), now), await book.alerts(), book.clusterId, now),
    windows: windowsAround(config.maintenance, now),
  };
  io.stdout(options.format === 'json' ? silenceListJson(list) : silenceListText(list, widthOf(io)));
  return exitCodes.fine;
}
