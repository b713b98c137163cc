import { test } from '@jest/globals';

/** Tests that each begin where the one before has ended. */
export interface Steps {
  (title: string, work: () => Promise<void>, timeoutMs?: number): void;
}

/** After a step that failed the others fail at once: they would only wait for what cannot happen any more. */
export function steps(): Steps {
  let broken: string | undefined;
  return (title, work, timeoutMs) =>
    test(
      title,
      async () => {
        if (broken !== undefined) throw new Error(`not reached, as this failed: ${broken}`);
        broken = title;
        await work();
        broken = undefined;
      },
      timeoutMs,
    );
}
