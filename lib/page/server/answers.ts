import type { ServerResponse } from 'node:http';
import { AuditorError } from '../../core/errors.ts';

/** On everything that is sent: nobody frames it, keeps it, or takes it for something else. */
const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

export function send(response: ServerResponse, code: number, type: string, body: string, more: object = {}): void {
  response.writeHead(code, { ...headers, 'content-type': `${type}; charset=utf-8`, ...more });
  response.end(body);
}

export function sendText(response: ServerResponse, code: number, text: string): void {
  send(response, code, 'text/plain', `${text}\n`);
}

export function sendJson(response: ServerResponse, json: string): void {
  send(response, 200, 'application/json', json);
}

/** What went wrong, for the person in front of the page. */
export function sendFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const words = error instanceof AuditorError ? `${error.message}. ${error.hint}` : 'this is a fault of redis-auditor';
  sendText(response, 500, words);
}

/** Begins a stream of events that lasts until one of both goes away. */
export function openStream(response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
  response.write('retry: 5000\n\n');
}
