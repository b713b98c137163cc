import type { ServerResponse } from 'node:http';
import { openStream } from './answers.ts';

/** Pages that want to hear when there is something new. */
export interface Listeners {
  readonly add: (response: ServerResponse) => void;
  readonly close: () => void;
}

/**
 * Looks for something new while anybody listens, and tells all of them.
 *
 * @param mark changes when there is something new
 * @param intervalMs between two looks
 */
export function listenersOf(mark: () => Promise<string>, intervalMs: number): Listeners {
  const open = new Set<ServerResponse>();
  let [timer, known]: [NodeJS.Timeout | undefined, string | undefined] = [undefined, undefined];
  const look = async (): Promise<void> => {
    // A look that fails is the next one's business; the page asks for the data itself and tells what is wrong.
    const now = await mark().catch(() => known);
    const words = known !== undefined && now !== known ? 'event: changed\ndata: {}\n\n' : ': nothing new\n\n';
    known = now;
    for (const response of open) response.write(words);
  };
  const lookAgain = (): void => {
    timer = setTimeout(() => void look().finally(() => timer !== undefined && lookAgain()), intervalMs);
  };
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    known = undefined;
  };
  return {
    add(response) {
      openStream(response);
      open.add(response);
      response.on('close', () => {
        open.delete(response);
        if (open.size === 0) stop();
      });
      if (timer !== undefined) return;
      lookAgain();
      void mark().then(
        (now) => {
          known ??= now;
        },
        () => {},
      );
    },
    close() {
      stop();
      for (const response of open) response.end();
    },
  };
}
