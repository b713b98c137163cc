import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from './fake-secrets.ts';

/** What PagerDuty does with an event. */
export type PagerDutyReply =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Takes the event and never says so. */
  | 'hang'
  | 'reset';

export const taken: PagerDutyReply = {
  status: 202,
  body: '{"status":"success","message":"Event processed","dedup_key":"x"}',
};

/** What PagerDuty says to an event that it does not understand. */
export function invalid(...errors: readonly string[]): PagerDutyReply {
  const body = { status: 'invalid event', message: 'Event object is invalid', errors };
  return { status: 400, body: JSON.stringify(body) };
}

/** An event as it arrived. */
export interface ReceivedEvent {
  readonly routing_key: string;
  readonly event_action: string;
  readonly dedup_key: string;
  readonly payload?: { readonly summary: string; readonly severity: string };
}

/** Events API v2 of PagerDuty on loopback. */
export interface FakePagerDuty {
  /** Address that takes events. */
  readonly endpoint: string;
  /** Everything that was sent to it, taken or not. */
  readonly events: ReceivedEvent[];
  /** Keys of incidents that are open, as by the events that were taken. */
  readonly open: ReadonlySet<string>;
  /** Asked at each event. */
  reply: (event: ReceivedEvent) => PagerDutyReply;
  /** Forgets all events, and takes the next ones. */
  reset(): void;
  close(): Promise<void>;
}

export async function startFakePagerDuty(): Promise<FakePagerDuty> {
  const events: ReceivedEvent[] = [];
  const open = new Set<string>();
  const server = createServer(async (request, response) => {
    const event = JSON.parse(await textOf(request)) as ReceivedEvent;
    events.push(event);
    const reply = request.url === '/v2/enqueue' ? fake.reply(event) : { status: 404 };
    if (typeof reply === 'object' && reply.status === 202) note(open, event);
    answer(response, reply);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const fake: FakePagerDuty = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2/enqueue`,
    events,
    open,
    reply: () => taken,
    reset() {
      events.length = 0;
      open.clear();
      fake.reply = () => taken;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return fake;
}

/** An end of what never began is no error. */
function note(open: Set<string>, { event_action, dedup_key }: ReceivedEvent): void {
  if (event_action === 'trigger') open.add(dedup_key);
  else open.delete(dedup_key);
}

function answer(response: ServerResponse, reply: PagerDutyReply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') response.socket?.resetAndDestroy();
  else response.writeHead(reply.status, { ...reply.headers }).end(reply.body);
}
