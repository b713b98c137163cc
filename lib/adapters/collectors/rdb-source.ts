import { type SnapshotProtocol, snapshotProtocol } from '../../backup/replication/protocol.ts';
import { TransferError } from '../../backup/replication/transfer-error.ts';
import { classifyError } from '../../core/parse/errors.ts';
import type { ConnectionSettings, RdbSource, RdbTransfer } from '../../ports.ts';
import { openRawLine, type RawLine } from './raw-line.ts';

/** How patient a transfer is, and how it calls itself. */
export interface RdbSourceOptions {
  readonly connectTimeoutMs: number;
  /**
   * Longest silence. While a server prepares the RDB it sends an empty line every `repl-ping-replica-period`
   * (10 s), so that this should be several times as long.
   */
  readonly idleTimeoutMs: number;
  /** Sent by `CLIENT SETNAME` when given, for which the user needs a right of its own. */
  readonly clientName?: string;
}

/**
 * RDBs by the replication protocol, over a plain socket: a client library takes an RDB for one reply and would hold
 * all of it. The user needs the rights `replconf` and `sync` (docs/adr/0023).
 */
export function replicationRdbSource(settings: ConnectionSettings, options: RdbSourceOptions): RdbSource {
  const { username, password } = settings;
  const request = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(options.clientName === undefined ? {} : { clientName: options.clientName }),
  };
  return {
    async open(address, signal) {
      const why = (error: unknown, received: number | null) => transferError(error, { address, signal, received });
      const line = await openRawLine(address, settings, { ...options, signal }).catch((error: unknown) => {
        throw why(error, null);
      });
      const protocol = snapshotProtocol(request);
      try {
        return transferOf(line, protocol, await untilFramed(line, protocol), why);
      } catch (error) {
        line.close();
        throw why(error, protocol.isAsked() ? 0 : null);
      }
    },
  };
}

type Explain = (error: unknown, received: number | null) => TransferError;

/** Talks until the server says how it frames the RDB. @returns what of the RDB came with that */
async function untilFramed(line: RawLine, protocol: SnapshotProtocol): Promise<readonly Buffer[]> {
  line.send(protocol.begin());
  for (;;) {
    const { send, data } = protocol.receive(await nextOf(line));
    if (send !== undefined) line.send(send);
    if (protocol.framing() !== null) return data;
  }
}

function transferOf(line: RawLine, protocol: SnapshotProtocol, first: readonly Buffer[], why: Explain): RdbTransfer {
  const framing = protocol.framing();
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      yield* first;
      while (!protocol.isOver()) yield* protocol.receive(await nextOf(line)).data;
    } catch (error) {
      throw why(error, protocol.received());
    } finally {
      line.close();
    }
  }
  return {
    bytes: framing?.kind === 'length' ? framing.bytes : null,
    rdbOnly: protocol.isRdbOnly(),
    chunks: chunks(),
    close: line.close,
  };
}

async function nextOf(line: RawLine): Promise<Buffer> {
  const bytes = await line.next();
  if (bytes === null) throw Object.assign(new Error('closed'), { code: 'EPIPE' });
  return bytes;
}

interface Circumstances {
  readonly address: string;
  readonly signal: AbortSignal;
  /** Bytes of the RDB that had come; null before it was asked for. */
  readonly received: number | null;
}

function transferError(error: unknown, { address, signal, received }: Circumstances): TransferError {
  if (error instanceof TransferError)
    return new TransferError(error.reason, `${address}: ${error.message}`, error.hint, error.cause);
  if (signal.aborted) return new TransferError('aborted', `${address}: the transfer was broken off`, 'Start it again.');
  const absent = classifyError(error);
  const [reason, detail] =
    absent.state === 'failed' ? [absent.reason, absent.detail] : ['unparsable' as const, absent.detail];
  if (received === null)
    return new TransferError(
      reason,
      `${address}: ${detail}`,
      'Check that the node is up and can be reached from here.',
    );
  return new TransferError(
    reason === 'timeout' ? reason : 'interrupted',
    `${address}: the RDB ended after ${received} bytes, in the middle: ${detail}`,
    'Look into the log of the node: its save may have failed, its output buffer been full, or it may have ended.',
  );
}
