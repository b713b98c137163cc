import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from './emulator.ts';

/** What left AWS: a mail, or what was posted to a Slack channel. */
export interface Message {
  /** An address, or `slack:WORKSPACE/CHANNEL`. */
  readonly to: string;
  readonly subject: string;
  /** Of a post: the notification as the service understood it, JSON. */
  readonly text: string;
  /** The link in a mail that asks whether its reader wants to be subscribed. */
  readonly confirm?: string;
}

/** What was sent to somebody so far, oldest first, without the questions whether they want it. */
export function messagesTo(emulator: Emulator, to: string): readonly Message[] {
  return all(emulator).filter((message) => message.to === to && message.confirm === undefined);
}

/** Links of the mails that ask whether their reader wants to be subscribed. */
export function confirmationsTo(emulator: Emulator, address: string): readonly string[] {
  return all(emulator).flatMap(({ to, confirm }) => (to === address && confirm !== undefined ? [confirm] : []));
}

/** Follows them, as a person would. */
export async function confirmByMail(emulator: Emulator, address: string): Promise<void> {
  for (const link of confirmationsTo(emulator, address)) await fetch(link);
}

function all({ directory }: Emulator): readonly Message[] {
  const folder = join(directory, 'outbox');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.toSorted().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Message);
}
