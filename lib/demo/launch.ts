import { once } from 'node:events';
import { connect } from 'node:net';
import pLimit from 'p-limit';
import type { NodeHandle } from './local-node.ts';
import { busPortOffset } from './nodes-conf.ts';
import type { ClusterPlan } from './options.ts';
import { waitUntil } from './wait-until.ts';

/**
 * Above this many nodes each is held until all listen: a started node tries every peer that does not listen yet ten
 * times a second, which keeps two cores busy for a minute with 200 nodes.
 */
const holdAbove = 40;

const parallel = 8;
const listenTimeoutMs = 10_000;

/** Starts the processes of all nodes. One that ends again at once is noticed by the wait for readiness. */
export async function launchAll(handles: readonly NodeHandle[], plan: ClusterPlan): Promise<void> {
  const hold = plan.mode === 'cluster' && handles.length > holdAbove;
  const limit = pLimit(parallel);
  // All settled before an error is thrown: the caller ends what runs, and nothing may start behind its back.
  const results = await Promise.allSettled(handles.map((handle) => limit(() => launchOne(handle, hold))));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  if (hold) for (const { node } of handles) node.resume();
}

async function launchOne(handle: NodeHandle, hold: boolean): Promise<void> {
  const server = await handle.launch();
  if (!hold) return;
  const { node } = handle;
  await waitUntil(async () => server.hasEnded() || (await listens(node.host, node.port + busPortOffset)), {
    timeoutMs: listenTimeoutMs,
    what: `${node.address} to listen for its peers`,
    everyMs: 20,
  });
  node.freeze();
}

async function listens(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } finally {
    socket.destroy();
  }
}
