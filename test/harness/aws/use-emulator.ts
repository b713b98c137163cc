import { afterAll, beforeAll } from '@jest/globals';
import { type Clients, clientsOf } from './clients.ts';
import { type Emulator, startEmulator } from './emulator.ts';

/** For hooks and tests that deploy: 10 to 25 s are usual for a run of the CDK, the rest is for a loaded machine. */
export const deployTimeoutMs = 180_000;

/** One emulator for all tests of the surrounding `describe`, or of the file. @returns functions, as it starts later */
export function useEmulator(): { readonly emulator: () => Emulator; readonly clients: () => Clients } {
  let running: { readonly emulator: Emulator; readonly clients: Clients } | undefined;
  beforeAll(async () => {
    const emulator = await startEmulator();
    running = { emulator, clients: clientsOf(emulator) };
  }, deployTimeoutMs);
  afterAll(async () => {
    running?.clients.destroy();
    await running?.emulator.stop();
  });
  const get = () => {
    if (running === undefined) throw new Error('the emulator starts before the first test, not before');
    return running;
  };
  return { emulator: () => get().emulator, clients: () => get().clients };
}
