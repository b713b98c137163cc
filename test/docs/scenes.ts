import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeAt, waitUntil } from '../harness/cluster.ts';
import type { Stage } from './stage.ts';

/** Brings about what a section of the runbook is about. */
interface Scene {
  readonly prepare: (stage: Stage) => Promise<unknown>;
  readonly clear?: (stage: Stage) => Promise<unknown>;
}

/** By the heading of the section. */
export const scenes: Readonly<Record<string, Scene>> = {
  'No node answers': { prepare: async () => undefined },
  'The certificate is not accepted': { prepare: async () => undefined },
  'The login is refused': { prepare: async () => undefined },
  'A permission is missing': {
    prepare: ({ secure }) => nodeAt(secure.nodes, 0).send('ACL', 'SETUSER', 'auditor', '-config|get'),
    clear: ({ secure }) => nodeAt(secure.nodes, 0).send('ACL', 'SETUSER', 'auditor', '+config|get'),
  },
  'A node answers too late': {
    prepare: async ({ open }) => nodeAt(open.nodes, 5).freeze(),
    clear: async ({ open }) => {
      nodeAt(open.nodes, 5).resume();
      const views = () => Promise.all(open.nodes.map((node) => node.send('CLUSTER', 'NODES')));
      const trusted = async () => !(await views()).some((view) => String(view).includes('fail'));
      await waitUntil(trusted, { timeoutMs: 60_000, what: 'the others to trust the node again' });
    },
  },
  'Another run was quicker': {
    prepare: async (stage) => writeFileSync(`${await stateOf(stage)}.lock`, ''),
    clear: forget,
  },
  'A stored file is damaged': {
    prepare: async (stage) => writeFileSync(await stateOf(stage), '{"schemaVersion":1,"ale'),
    clear: forget,
  },
  'The store was written by a newer version': {
    prepare: async (stage) => {
      const path = await stateOf(stage);
      writeFileSync(path, readFileSync(path, 'utf8').replace('"schemaVersion":1', '"schemaVersion":2'));
    },
    clear: forget,
  },
  'The store cannot be used': {
    prepare: async ({ directory }) => writeFileSync(join(directory, 'audit-history'), 'a file'),
    clear: forget,
  },
  'The configuration is wrong': {
    prepare: async ({ directory }) =>
      writeFileSync(
        join(directory, 'cluster.yaml'),
        'cluster:\n  id: shop\n  seed: [10.0.0.1:6379]\nrules:\n  aof/not-enabld: { off: not used here }\n',
      ),
  },
};

/** Audits once into a store and hands out the path of the alert state that this leaves. */
async function stateOf({ run, real, directory }: Stage): Promise<string> {
  await run(real('npx redis-auditor audit redis://HOST:PORT --store audit-history'));
  return join(directory, 'audit-history', 'state', real('cluster=127.0.0.1-7001'), 'alerts.json');
}

async function forget({ directory }: Stage): Promise<void> {
  rmSync(join(directory, 'audit-history'), { recursive: true, force: true });
}
