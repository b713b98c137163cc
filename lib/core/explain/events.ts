import type { EventText } from './event-text.ts';
import { commandEvents } from './events/commands.ts';
import { diskEvents } from './events/disk.ts';
import { backgroundEvents, deletionEvents } from './events/keyspace.ts';

/** Events of all servers from Redis 6.0 to 8.0 and Valkey 8.0 to 9.1. */
export const eventRows: readonly EventText[] = [
  ...commandEvents,
  ...diskEvents,
  ...deletionEvents,
  ...backgroundEvents,
];

/** Any other name. */
export const otherEvent: EventText = {
  names: '',
  what: "A module's or a newer server's event.",
  why: 'This catalogue does not know it.',
  todo: "See the engine's or the module's reference.",
  rule: 'latency/background-spike',
};
