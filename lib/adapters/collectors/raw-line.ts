import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Address, parseAddress } from '../../core/address.ts';
import type { ConnectionSettings } from '../../ports.ts';
import { type Incoming, incoming } from './incoming.ts';
import { afterSilence } from './silence-timer.ts';
import { tlsOptions } from './tls-options.ts';

/** One connection for bytes. What goes wrong is thrown as Node has it, for whoever knows what it means. */
export interface RawLine {
  send(bytes: Uint8Array): void;
  /**
   * The next bytes, valid until the next ones are asked for; null when the other end has closed. Nothing is read ahead
   * but what one buffer holds, and silence counts only while somebody waits here.
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
  const pieces = incoming();
  const socket = dial(addressOf(announced, settings), settings, pieces);
  const abort = (): void => void socket.destroy(options.signal.reason);
  options.signal.addEventListener('abort', abort, { once: true });
  socket.once('close', () => options.signal.removeEventListener('abort', abort));
  socket.once('end', () => pieces.end(null));
  socket.once('close', () => pieces.end(null));
  socket.on('error', (error) => pieces.end(error));
  const connected = once(socket, settings.tls === undefined ? 'connect' : 'secureConnect');
  await withinSilence(connected, socket, options.connectTimeoutMs);
  const readOn = (): void => void socket.resume();
  return {
    send: (bytes) => void socket.write(bytes),
    next: () => withinSilence(pieces.next(readOn), socket, options.idleTimeoutMs),
    close: () => void socket.destroy(),
  };
}

function addressOf(announced: string, { natMap }: ConnectionSettings): Address {
  const dialled = parseAddress(natMap?.[announced] ?? announced);
  if (dialled !== null && dialled.port !== 0) return dialled;
  throw Object.assign(new Error('not a usable address'), { code: 'EADDRNOTAVAIL' });
}

function dial({ host, port }: Address, { tls }: ConnectionSettings, { onread }: Incoming): Socket {
  const options = { host, port, onread };
  return tls === undefined ? connectPlain(options) : connectTls({ ...options, ...tlsOptions(tls, host) });
}

/** Destroys the socket when the promise takes longer; what waits for it is rejected then. */
async function withinSilence<T>(promise: Promise<T>, socket: Socket, timeoutMs: number): Promise<T> {
  const stop = afterSilence(timeoutMs, () => socket.destroy(silence(timeoutMs)));
  try {
    return await promise;
  } finally {
    stop();
  }
}

function silence(timeoutMs: number): Error {
  return Object.assign(new Error(`no reply within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
}
