import { dialler } from '../../lib/adapters/collectors/dialler.ts';
import { sleep } from '../../lib/adapters/collectors/pace.ts';
import { type SaveTools, save } from '../../lib/backup/save.ts';
import { lookAt, type SessionSettings } from '../../lib/cli/session.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import { saveFacts } from '../../lib/core/backup/save-facts.ts';
import type { SaveRun } from '../../lib/core/backup/save-run.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { ConnectionSettings, Dialler } from '../../lib/ports.ts';
import { ruleSet } from './audits.ts';

/** How a test saves its cluster, and what it does to it at which moment. */
export interface TestSave {
  readonly connection?: ConnectionSettings;
  readonly waitMs?: number;
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  /** After the replicas were looked at, before any is chosen. */
  readonly afterLook?: (look: number) => Promise<unknown>;
  /** After a replica was found fit once more, just before it is asked to save. */
  readonly beforeBgsave?: (address: string) => Promise<unknown>;
  /** Each time when a running save is looked at. */
  readonly whileSaving?: (address: string, look: number) => Promise<unknown>;
}

/** One run over the cluster, as the command line makes it. */
export function saveOn(cluster: Pick<LocalCluster, 'nodes'>, settings: TestSave = {}): Promise<SaveRun> {
  const { connection = {}, waitMs = 0, timeoutMs = 2000, deadlineMs = 60_000 } = settings;
  const deadline = AbortSignal.timeout(deadlineMs);
  let looks = 0;
  const tools: SaveTools = {
    async look() {
      const facts = await lookAt(session(cluster, connection, timeoutMs), saveFacts, deadline);
      await settings.afterLook?.(++looks);
      return facts;
    },
    dialler: withHooks(dialler(connection), settings),
    now: () => Date.now(),
    sleep,
  };
  return save(
    { cluster: { id: 'test' }, runId: 'run', scheduledAt: '2026-03-01T02:00:00.000Z', waitMs, timeoutMs, deadline },
    tools,
  );
}

function session({ nodes }: Pick<LocalCluster, 'nodes'>, connection: ConnectionSettings, timeoutMs: number) {
  const settings: SessionSettings = {
    cluster: { id: 'test', provider: 'self-managed' },
    seeds: nodes.slice(0, 1).map(({ address }) => address),
    connection,
    audit: 'topology',
    rules: ruleSet({ 'topology/node-unreachable': { timeoutMs, attempts: 1 } }),
    policy: defaultPolicy,
    alerting: defaultAlertSettings,
    concurrency: 64,
    deadlineMs: 30_000,
  };
  return settings;
}

function withHooks(real: Dialler, { beforeBgsave, whileSaving }: TestSave): Dialler {
  return {
    async dial(address, timeoutMs, signal) {
      const dialled = await real.dial(address, timeoutMs, signal);
      if (dialled.state !== 'ok') return dialled;
      let looks = 0;
      const connection = dialled.value;
      return {
        state: 'ok',
        value: {
          ...connection,
          async ask(commands, limitMs) {
            const names = commands.map(([name]) => name);
            if (names.includes('BGSAVE')) await beforeBgsave?.(address);
            else if (commands.some((words) => words.includes('persistence'))) await whileSaving?.(address, ++looks);
            return connection.ask(commands, limitMs);
          },
        },
      };
    },
  };
}

/** Shard by its place among the shards → what became of it. */
export function outcomes({ shards }: SaveRun): readonly string[] {
  return shards.map(({ outcome }) => outcome);
}
