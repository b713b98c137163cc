import {
  encodeCommand,
  forVersion,
  type HandshakeStep,
  handshake,
  rdbOnly,
  refusal,
  type SnapshotRequest,
  sync,
} from './handshake.ts';
import { type MarkerScan, markerScan } from './marker-scan.ts';
import { TransferError } from './transfer-error.ts';

/**
 * How the server says where the RDB ends: by its length beforehand when it comes from a file, or by a mark behind it
 * when it comes straight from memory (`repl-diskless-sync yes`).
 */
export type RdbFraming = { readonly kind: 'length'; readonly bytes: number } | { readonly kind: 'marker' };

/** What to do after bytes from the server were taken. */
export interface SnapshotStep {
  /** To be sent now. */
  readonly send?: Buffer;
  /** Bytes of the RDB, in order. They share the memory of what was received. */
  readonly data: readonly Buffer[];
}

/** The talk with a server that ends with one RDB. It does no I/O: bytes in, bytes out. */
export interface SnapshotProtocol {
  /** The first bytes to send. */
  begin(): Buffer;
  /** @throws TransferError when the server refuses, or what it says is no answer */
  receive(chunk: Buffer): SnapshotStep;
  /** Null until the server has said it. */
  framing(): RdbFraming | null;
  /** Whether the RDB is asked for: from then on the server may be preparing it. */
  isAsked(): boolean;
  /** Bytes of the RDB so far. */
  received(): number;
  /** Whether the whole RDB has come. What follows it is nobody's business. */
  isOver(): boolean;
  /** Whether the server knows that only the RDB is wanted; false for servers before Redis 6.2. */
  isRdbOnly(): boolean;
}

/** No reply that belongs here is longer. */
const longestLine = 4096;

/** Asks for a full copy: the server forks for it (docs/adr/0023). */
export function snapshotProtocol(request: SnapshotRequest): SnapshotProtocol {
  const steps = [...handshake(request), sync];
  let line = '';
  let framing: RdbFraming | null = null;
  let scan: MarkerScan | null = null;
  let received = 0;
  let over = false;
  let isRdbOnly = false;

  /** Adds bytes up to the end of the line. @returns how many, and the line when it is whole */
  function readLine(chunk: Buffer): { used: number; whole: string | null } {
    const end = chunk.indexOf(10);
    const used = end === -1 ? chunk.length : end + 1;
    line += chunk.toString('latin1', 0, used);
    if (line.length > longestLine) throw notRedis();
    if (end === -1) return { used, whole: null };
    const whole = line.replace(/\r?\n$/, '');
    line = '';
    return { used, whole };
  }

  /** Empty lines keep the connection alive while the server prepares the RDB. @returns what to send next */
  function takeLine(text: string): Buffer | undefined {
    const [step = sync] = steps;
    if (text === '') return undefined;
    if (step === sync) {
      takeHeader(text);
      return undefined;
    }
    takeReply(text, step);
    steps.shift();
    return encodeCommand((steps[0] ?? sync).words);
  }

  function takeReply(text: string, { words, optional }: HandshakeStep): void {
    const isRefused = text.startsWith('-');
    if (!isRefused && !text.startsWith('+')) throw notRedis();
    if (isRefused && !optional) throw refusal(text.slice(1), nameOf(words));
    if (words !== rdbOnly || isRefused) return;
    isRdbOnly = true;
    steps.splice(1, 0, forVersion);
  }

  function takeHeader(text: string): void {
    if (text.startsWith('-')) throw refusal(text.slice(1), nameOf(sync.words));
    const [, mark, length] = /^\$(?:EOF:([!-~]{40})|(\d{1,15}))$/.exec(text) ?? [];
    if (mark === undefined && length === undefined) throw notRedis();
    if (mark !== undefined) scan = markerScan(Buffer.from(mark, 'latin1'));
    framing = mark === undefined ? { kind: 'length', bytes: Number(length) } : { kind: 'marker' };
    over = framing.kind === 'length' && framing.bytes === 0;
  }

  function takeData(chunk: Buffer): readonly Buffer[] {
    if (chunk.length === 0 || over) return [];
    const { data, found } = scan === null ? upToLength(chunk) : scan.add(chunk);
    received += data.reduce((sum, { length }) => sum + length, 0);
    over = found;
    return data;
  }

  function upToLength(chunk: Buffer): { data: readonly Buffer[]; found: boolean } {
    const left = framing?.kind === 'length' ? framing.bytes - received : 0;
    return { data: [chunk.subarray(0, left)], found: chunk.length >= left };
  }

  return {
    begin: () => encodeCommand(steps[0]?.words ?? []),
    receive(chunk) {
      let rest = chunk;
      let send: Buffer | undefined;
      while (framing === null && rest.length > 0) {
        const { used, whole } = readLine(rest);
        rest = rest.subarray(used);
        if (whole !== null) send = takeLine(whole) ?? send;
      }
      return { ...(send === undefined ? {} : { send }), data: takeData(rest) };
    },
    framing: () => framing,
    received: () => received,
    isOver: () => over,
    isAsked: () => steps[0] === sync,
    isRdbOnly: () => isRdbOnly,
  };
}

/** `REPLCONF capa`: names of commands, never an argument that may be secret. */
function nameOf(words: readonly string[]): string {
  return words[0] === 'REPLCONF' ? words.slice(0, 2).join(' ') : (words[0] ?? '');
}

function notRedis(): TransferError {
  return new TransferError(
    'unparsable',
    'the answer is not what a Redis or Valkey server says to a replica',
    'Check the port, and that nothing stands between the auditor and the server.',
  );
}
