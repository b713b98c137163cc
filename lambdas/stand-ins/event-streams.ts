/** Stands in for what the SDK loads when an answer is a stream of events: no function asks for one. */
export class EventStreamSerde {
  constructor() {
    throw new Error('streams of events are left out of the bundles');
  }
}
