import type { Absent } from '../../core/observed.ts';
import { classifyError } from '../../core/parse/errors.ts';
import { TransferError } from './transfer-error.ts';

/** Who asks for an RDB. */
export interface SnapshotRequest {
  readonly username?: string;
  readonly password?: string;
  /** Name of the connection in CLIENT LIST: it needs the right `client|setname`. */
  readonly clientName?: string;
}

/** One command before the transfer, and whether the transfer goes on when the server refuses it. */
export interface HandshakeStep {
  readonly words: readonly string[];
  readonly optional: boolean;
}

/**
 * What `redis-cli --rdb` says too: an end mark in place of a length is fine (a server that streams from memory knows
 * no length), and nothing is wanted but the RDB. A server that does not know the last one takes the connection for a
 * replica and goes on with the replication stream, which nobody reads. One command at a time: before the login a server
 * closes a connection that sends much.
 */
export function handshake({ username, password, clientName }: SnapshotRequest): readonly HandshakeStep[] {
  const login = username === undefined ? [password ?? ''] : [username, password ?? ''];
  return [
    ...(password === undefined ? [] : [{ words: ['AUTH', ...login], optional: false }]),
    ...(clientName === undefined ? [] : [{ words: ['CLIENT', 'SETNAME', clientName], optional: true }]),
    { words: ['REPLCONF', 'capa', 'eof'], optional: false },
    { words: rdbOnly, optional: true },
  ];
}

/** Nothing but the RDB is wanted; known from Redis 6.2 on. */
export const rdbOnly: readonly string[] = ['REPLCONF', 'rdb-only', '1'];

/**
 * Valkey 9 writes an RDB that any replica can read unless it is told for which version it is, and gives up when a hash
 * has fields that expire: what it writes for 9.0 is known here (records.ts). Redis refuses it, which does no harm.
 */
export const forVersion: HandshakeStep = { words: ['REPLCONF', 'version', '9.0.0'], optional: true };

/** Asks for the RDB. */
export const sync: HandshakeStep = { words: ['SYNC'], optional: false };

/** Bytes of a command. */
export function encodeCommand(words: readonly string[]): Buffer {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${words.length}\r\n${parts.join('')}`);
}

/** @param line an error reply without its `-` */
export function refusal(line: string, command: string): TransferError {
  if (line.startsWith('NOMASTERLINK'))
    return new TransferError(
      'no-primary-link',
      'the replica is not connected to its primary and gives nobody a copy',
      'Take another replica, or wait until the link is up.',
    );
  const absent = classifyError({ name: 'ReplyError', message: line });
  const reason = absent.state === 'failed' ? absent.reason : 'unsupported';
  return new TransferError(reason, `${command} was refused: ${absent.detail}`, hintFor(absent));
}

function hintFor(absent: Absent): string {
  if (absent.state !== 'failed') return 'Set the name that the command was renamed to back, or use another node.';
  if (absent.reason === 'auth') return 'Check the user and the password of the backup.';
  if (absent.reason === 'no-permission') return 'Give the user of the backup the rights +replconf and +sync.';
  return 'Try again later, or take another replica.';
}
