/** Stands in for what the SDK does with an answer that is a stream of events: no function asks for one. */
export class EventStreamSerde {
  constructor() {
    throw new Error('streams of events are left out of the bundles');
  }
}

/** A client is handed one when it is made, and would ask it only for such an answer. */
export function eventStreamSerdeProvider(): EventStreamSerde | undefined {
  return undefined;
}

/** What makes a client complete: here it stays as it is. */
export function resolveEventStreamSerdeConfig<T>(settings: T): T {
  return settings;
}
