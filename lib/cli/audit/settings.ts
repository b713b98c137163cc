import { enabledRules } from '../../config/effective.ts';
import { parseTarget, type Target } from '../../config/target.ts';
import { UsageError } from '../../core/errors.ts';
import type { AuditKind } from '../../core/facts.ts';
import { type Chosen, configFor } from '../catalogue.ts';
import { type ConnectionOptions, connectionSettings } from '../connection-settings.ts';
import type { CliIo } from '../io.ts';
import { openStore } from '../open-store.ts';
import type { SessionSettings } from '../session.ts';

/** Which cluster, how it is looked at, and where that is kept: the options that `audit` and `latency` share. */
export interface TargetOptions extends ConnectionOptions, Chosen {
  /** Path of a configuration file. */
  readonly config?: string;
  /** Directory for facts, history and alert state; undefined keeps nothing. */
  readonly store?: string;
  readonly audit: AuditKind;
  /** Longest silence accepted of a node, milliseconds. */
  readonly timeoutMs?: number;
  /** After so long visiting ends, milliseconds; undefined leaves it to the configuration. */
  readonly deadlineMs?: number;
  /** From one audit to the next, milliseconds; undefined audits once. */
  readonly watchMs?: number;
}

/**
 * Everything a session needs, from the URLs, the options and the configuration file.
 *
 * @throws UsageError, ConfigError for what cannot be done as written
 */
export async function sessionSettings(
  urls: readonly string[],
  options: TargetOptions,
  io: CliIo,
): Promise<SessionSettings> {
  const { config, catalogue } = await configFor(options.config, options);
  const targets = urls.map((url) => parseTarget(url, io.env));
  requireOneLogin(targets);
  const seeds = targets.length > 0 ? targets.map((target) => target.address) : (config.cluster?.seeds ?? []);
  const [first] = seeds;
  if (first === undefined)
    throw new UsageError(
      'No node to begin with',
      'name one as redis://host:port, or `cluster.seeds` in a file given with --config',
    );
  const { audit } = options;
  const enabled = enabledRules(catalogue, config, audit).map((rule) => withTimeout(rule, options.timeoutMs));
  const intervalMs = options.watchMs ?? (config.schedules[audit]?.intervalSeconds ?? 0) * 1000;
  return {
    cluster: { id: config.cluster?.id ?? clusterIdOf(first), provider: config.cluster?.provider ?? 'self-managed' },
    seeds,
    connection: await connectionSettings(targets[0], options, config.cluster, io.env),
    audit,
    rules: enabled,
    catalogue,
    policy: config.policy,
    alerting: config.alerting,
    ...(intervalMs === 0 ? {} : { intervalSeconds: intervalMs / 1000 }),
    concurrency: config.collection.concurrency,
    deadlineMs: options.deadlineMs ?? config.collection.deadlineSeconds * 1000,
    maintenance: config.maintenance,
    ...(options.store === undefined ? {} : { store: await openStore(options.store) }),
  };
}

/** All URLs lead to one cluster, so they cannot ask for different logins. */
function requireOneLogin(targets: readonly Target[]): void {
  const logins = new Set(targets.map(({ tls, username, password }) => JSON.stringify([tls, username, password])));
  if (logins.size > 1)
    throw new UsageError(
      'The URLs differ in user, password or TLS',
      'give several nodes of one cluster the same login',
    );
}

type SettledRule = SessionSettings['rules'][number];

/** `--timeout` is an option of the rule that judges reachability, so that both mean the same. */
function withTimeout(enabled: SettledRule, timeoutMs: number | undefined): SettledRule {
  if (timeoutMs === undefined || enabled.rule.id !== 'topology/node-unreachable') return enabled;
  return { ...enabled, options: { ...enabled.options, timeoutMs } };
}

/** A cluster that nobody named goes by the first node: `127.0.0.1-7001`. */
function clusterIdOf(address: string): string {
  const word = address.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '');
  return word === '' ? 'cluster' : word.slice(0, 63);
}
