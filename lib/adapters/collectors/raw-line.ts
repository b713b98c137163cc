import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Address, parseAddress } from '../../core/address.ts';
import type { ConnectionSettings } from '../../ports.ts';
import { tlsOptions } from './tls-options.ts';

/** One connection for bytes. What goes wrong is thrown as Node has it, for whoever knows what it means. */
export interface RawLine {
  send(bytes: Uint8Array): void;
  /**
   * The next bytes; null when the other end has closed. Nothing is read ahead but what one buffer holds, and silence
   * counts only while somebody waits here.
   *
   * @throws Error `ETIMEDOUT` after too long a silence, `ABORT_ERR` when the signal came, or a system error
   */
  next(): Promise<Buffer | null>;
  close(this: void): void;
}

export interface RawLineOptions {
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** Dials as every other connection of the auditor: through the address map, with TLS where it is set. */
export async function openRawLine(
  announced: string,
  settings: ConnectionSettings,
  options: RawLineOptions,
): Promise<RawLine> {
  options.signal.throwIfAborted();
  const socket = dial(addressOf(announced, settings), settings);
  const abort = (): void => void socket.destroy(options.signal.reason);
  options.signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => options.signal.removeEventListener('abort', abort));
  // An error with no one waiting is kept by the stream, and thrown to whoever reads next.
  socket.on('error', () => undefined);
  const connected = once(socket, settings.tls === undefined ? 'connect' : 'secureConnect');
  await withinSilence(connected, socket, options.connectTimeoutMs);
  const reading = socket.iterator({ destroyOnReturn: false });
  return {
    send: (bytes) => void socket.write(bytes),
    async next() {
      const { done, value } = await withinSilence(reading.next(), socket, options.idleTimeoutMs);
      return done === true ? null : value;
    },
    close: () => void socket.destroy(),
  };
}

function addressOf(announced: string, { natMap }: ConnectionSettings): Address {
  const dialled = parseAddress(natMap?.[announced] ?? announced);
  if (dialled !== null && dialled.port !== 0) return dialled;
  throw Object.assign(new Error('not a usable address'), { code: 'EADDRNOTAVAIL' });
}

function dial({ host, port }: Address, { tls }: ConnectionSettings): Socket {
  return tls === undefined ? connectPlain(port, host) : connectTls({ host, port, ...tlsOptions(tls, host) });
}

/** Destroys the socket when the promise takes longer; what waits for it is rejected then. */
async function withinSilence<T>(promise: Promise<T>, socket: Socket, timeoutMs: number): Promise<T> {
  const timer = setTimeout(() => socket.destroy(silence(timeoutMs)), timeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

function silence(timeoutMs: number): Error {
  return Object.assign(new Error(`no reply within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
}
