import { setTimeout as delay } from 'node:timers/promises';
import { type OpenConnection, openConnection } from '../../adapters/collectors/connection.ts';
import { opening } from '../../adapters/collectors/questionnaire.ts';
import { classifyError, errorCode } from '../../core/parse/errors.ts';
import type { ConnectionSettings } from '../../ports.ts';
import { type RoundTrips, roundTrips } from './round-trips.ts';

/** One node whose round trips are measured for as long as the command runs. */
export interface Pinger {
  readonly address: string;
  readonly trips: RoundTrips;
  /** Why no round trip could be measured last time; null while the node answers. */
  trouble(): string | null;
  /** Sends PINGs one after another, with a pause in between, until the time is up. */
  ping(untilMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** As in `redis-cli --latency`: often enough for a percentile, too seldom to be a load. */
const PAUSE_MS = 10;

/** Keeps one connection to the node and opens another when it is lost. */
export function pinger(address: string, settings: ConnectionSettings, timeoutMs: number): Pinger {
  const trips = roundTrips();
  let connection: OpenConnection | null = null;
  let trouble: string | null = null;

  const connect = async (signal: AbortSignal): Promise<OpenConnection | null> => {
    const opened = await openConnection(address, settings, timeoutMs, signal);
    if (opened.state !== 'ok') {
      trouble = opened.detail;
      return null;
    }
    await opened.value.ask(opening(settings), timeoutMs);
    return opened.value;
  };
  const close = async (): Promise<void> => {
    const open = connection;
    connection = null;
    await open?.close();
  };
  const once = async (open: OpenConnection): Promise<void> => {
    const started = performance.now();
    const [reply] = await open.ask([{ words: ['PING'] }], timeoutMs);
    // A refusal such as LOADING has made the round trip as well; only silence and a lost connection have not.
    const answered = reply !== undefined && ('value' in reply || errorCode(reply.error) !== undefined);
    if (answered) trips.record((performance.now() - started) * 1000);
    trouble = reply !== undefined && 'error' in reply ? classifyError(reply.error).detail : null;
    if (!answered) await close();
  };
  return {
    address,
    trips,
    trouble: () => trouble,
    close,
    async ping(untilMs, signal) {
      while (performance.now() < untilMs && !signal.aborted) {
        connection ??= await connect(signal);
        if (connection !== null) await once(connection);
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
