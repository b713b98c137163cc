import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWatchdog, type Watchdog } from '../../../lib/demo/watchdog.ts';
import { ACCOUNT, clientEnvironment, python, REGION, SECRET_KEY, serverEnvironment } from './environment.ts';
import { freePort } from './free-port.ts';
import { listeningAddresses } from './listening.ts';

/** AWS on this machine: one account in one region, reached on loopback. It asks for permissions as AWS does. */
export interface Emulator {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What its programs and the CDK may write to; gone after {@link Emulator.stop}. */
  readonly directory: string;
  readonly pid: number;
  /** The whole environment for a program that is to use it: the variables of AWS, a PATH with this Node, a home. */
  readonly env: Readonly<Record<string, string>>;
  /** The end of its log. */
  logTail(): string;
  /** Ends it with everything it started; a second call does nothing. */
  stop(): Promise<void>;
}

/** 2 s are usual, 15 s the first time, when Python compiles what it has installed. */
const READY_TIMEOUT_MS = 120_000;
const PORT_ATTEMPTS = 3;

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * Starts the emulator of AWS and waits until it answers. Nothing survives this process.
 *
 * @throws Error with the end of its log when it does not start
 */
export async function startEmulator(): Promise<Emulator> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startAt(await freePort());
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('is already in use');
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function startAt(port: number): Promise<Emulator> {
  const directory = mkdtempSync(join(tmpdir(), 'aws-emulator-'));
  const watchdog = startWatchdog(directory);
  const log = join(directory, 'emulator.log');
  const child = launch(port, directory, log, watchdog);
  const ended = once(child, 'exit');
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const { pid = 0 } = child;
  const endpoint = `http://127.0.0.1:${port}`;
  const logTail = () => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-40).join('\n');
  const stop = async () => {
    killGroup(pid);
    await ended;
    rmSync(directory, { recursive: true, force: true });
    watchdog.release();
  };
  try {
    await untilReady(endpoint, () => over);
    refuseStrangers(pid, port);
  } catch (cause) {
    const text = logTail();
    await stop();
    throw new Error(`the emulator did not start: ${String(cause)}\n${text}`, { cause });
  }
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: SECRET_KEY };
  const env = clientEnvironment(endpoint, directory);
  return { endpoint, account: ACCOUNT, region: REGION, credentials, directory, pid, env, logTail, stop };
}

/** In a process group of its own, with what it starts: functions in Node, custom resources in Python. */
function launch(port: number, directory: string, log: string, watchdog: Watchdog) {
  const output = openSync(log, 'a');
  const program = join(root, 'test', 'aws', 'emulator', 'emulator.py');
  const child = spawn(python(), [program], {
    cwd: directory,
    env: serverEnvironment(port, directory),
    stdio: ['ignore', output, output],
    detached: true,
  });
  // Negative: the whole group.
  child.on('spawn', () => watchdog.add(-(child.pid ?? 0)));
  child.on('exit', () => watchdog.remove(-(child.pid ?? 0)));
  return child;
}

/** Functions may still run when the emulator itself has ended. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody of it is left.
  }
}

async function untilReady(endpoint: string, hasEnded: () => boolean): Promise<void> {
  const end = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < end) {
    if (hasEnded()) throw new Error('it ended at once');
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(50);
  }
  throw new Error(`it did not answer within ${READY_TIMEOUT_MS} ms`);
}

/** It takes any command from whoever reaches it. */
function refuseStrangers(pid: number, port: number): void {
  const addresses = listeningAddresses(pid);
  if (addresses === null || (addresses.length === 1 && addresses[0] === `127.0.0.1:${port}`)) return;
  throw new Error(`it listens on ${addresses.join(' and ')} instead of 127.0.0.1:${port} alone`);
}
