import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsageError } from '../core/errors.ts';
import { auditKinds } from '../core/facts.ts';
import { clusterIdPattern } from '../core/storage-keys.ts';
import type { History } from '../history/read-model.ts';
import { bundlePage } from './bundle.ts';
import { contentPolicy, pageDocument } from './document.ts';
import { factsOf } from './packed-facts.ts';
import { send, sendFailure, sendJson, sendText } from './server/answers.ts';
import { refusalOf } from './server/guard.ts';
import { type Listeners, listenersOf } from './server/listeners.ts';
import { type PageHistory, type PageState, pageState } from './server/page-state.ts';

/** Between two looks for something new, while a page is open. */
const LOOK_EVERY_MS = 10_000;

export interface ServeOptions {
  readonly history: PageHistory;
  /** 0 takes one that is free. */
  readonly port: number;
  readonly lookEveryMs?: number;
}

export interface PageServer {
  /** `http://127.0.0.1:8379/` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page of a history on the loopback address.
 *
 * @throws UsageError when the port is taken @throws AuditorError
 */
export async function servePage({ history, port, lookEveryMs = LOOK_EVERY_MS }: ServeOptions): Promise<PageServer> {
  const state = pageState(history);
  // Read while somebody opens a browser. What fails is told to the page, which asks again.
  state.json().catch(() => {});
  const bundle = await bundlePage();
  const page = pageDocument(bundle);
  const policy = `${contentPolicy(bundle, 'server')}; frame-ancestors 'none'`;
  const listeners = listenersOf(state.mark, lookEveryMs);
  const facts = await history.open();
  const tools: Tools = { page, policy, state, listeners, facts };
  const server = createServer((request, response) => {
    answer(request, response, tools).catch((error: unknown) => sendFailure(response, error));
  });
  await listen(server, port).catch((error: unknown) => {
    facts.close();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        listeners.close();
        server.close(() => resolve(facts.close()));
        server.closeAllConnections();
      }),
  };
}

interface Tools {
  readonly page: string;
  readonly policy: string;
  readonly state: PageState;
  readonly listeners: Listeners;
  readonly facts: History;
}

async function answer(request: IncomingMessage, response: ServerResponse, tools: Tools): Promise<void> {
  const { localPort = 0 } = request.socket;
  const refusal = refusalOf(request.method, request.headers.host, localPort);
  if (refusal !== undefined) return sendText(response, refusal.code, refusal.reason);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname === '/')
    return send(response, 200, 'text/html', tools.page, { 'content-security-policy': tools.policy });
  if (pathname === '/data.json') return sendJson(response, await tools.state.json());
  if (pathname === '/first.json') return sendJson(response, await tools.state.first());
  if (pathname === '/events') return tools.listeners.add(response);
  if (pathname === '/facts') return answerFacts(searchParams, response, tools.facts);
  return sendText(response, 404, 'there is nothing here');
}

async function answerFacts(words: URLSearchParams, response: ServerResponse, history: History): Promise<void> {
  const [cluster, at, audit] = ['cluster', 'at', 'audit'].map((name) => words.get(name) ?? '');
  const isKnown = auditKinds.some((kind) => kind === audit);
  if (!clusterIdPattern.test(cluster ?? '') || !/^\d{1,10}$/.test(at ?? '') || !isKnown)
    return sendText(response, 400, 'facts are asked for by cluster, at (seconds since 1970) and audit');
  const facts = await factsOf(history, cluster ?? '', Number(at), audit ?? '');
  if (facts === undefined) return sendText(response, 404, 'the facts of this audit are not stored, or damaged');
  return sendJson(response, JSON.stringify(facts));
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) =>
      reject(new UsageError(`cannot listen on port ${port} (${code})`, 'name another one with --port, or 0 for any')),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
