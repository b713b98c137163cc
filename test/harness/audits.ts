import * as v from 'valibot';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { openSession, type Session } from '../../lib/cli/session.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import type { AuditKind } from '../../lib/core/facts.ts';
import { defaultPolicy, type Policy } from '../../lib/core/policy.ts';
import type { AuditResult } from '../../lib/core/result.ts';
import { asDeclared, type EnabledRule } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import type { ConnectionSettings } from '../../lib/ports.ts';
import { noteResult } from './rules-seen.ts';

/** How a test audits its cluster; everything else is as a user has it who configures nothing. */
export interface TestAudit {
  readonly policy?: Partial<Policy>;
  /** Options of single rules. */
  readonly options?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly connection?: ConnectionSettings;
  readonly seeds?: readonly string[];
  readonly audit?: AuditKind;
  readonly directory?: string;
  readonly intervalSeconds?: number;
  readonly deadlineMs?: number;
  readonly only?: readonly string[];
}

/** Every rule with its defaults, but for the options given. */
export function ruleSet(options: TestAudit['options'] = {}, only?: readonly string[]): readonly EnabledRule[] {
  return rules
    .filter((rule) => only === undefined || only.includes(rule.id))
    .map((rule) => asDeclared(rule, { options: v.parse(rule.optionsSchema, options[rule.id] ?? {}) }));
}

/** A session as the command line opens one, on the cluster's first node unless told otherwise. */
export function auditor(cluster: Pick<LocalCluster, 'nodes'>, settings: TestAudit = {}): Session {
  return openSession({
    cluster: { id: 'test', provider: 'self-managed' },
    seeds: settings.seeds ?? cluster.nodes.slice(0, 1).map((node) => node.address),
    connection: settings.connection ?? {},
    audit: settings.audit ?? 'full',
    rules: ruleSet(settings.options, settings.only),
    policy: { ...defaultPolicy, ...settings.policy },
    alerting: defaultAlertSettings,
    concurrency: 64,
    deadlineMs: settings.deadlineMs ?? 30_000,
    ...(settings.directory === undefined ? {} : { store: directoryStore(settings.directory) }),
    ...(settings.intervalSeconds === undefined ? {} : { intervalSeconds: settings.intervalSeconds }),
  });
}

/** One audit that nobody interrupts, noted for the test that runs. */
export async function audit(session: Session): Promise<AuditResult> {
  return noteResult(await auditUnnoted(session));
}

/** The same for who notes it. */
export function auditUnnoted(session: Session): Promise<AuditResult> {
  return session.audit(new AbortController().signal);
}

/**
 * What fails with `critical` or `warning`, as `rule @ place`: a node by its index in the cluster, a shard by the
 * index of the primary it had at the start.
 */
export function alarms(result: AuditResult, cluster: LocalCluster): readonly string[] {
  const places = new Map(cluster.nodes.map((node) => [node.nodeId || node.address, String(node.index)]));
  const shards = new Map(
    result.findings.flatMap(({ resource }) => (resource.kind === 'shard' ? [resource.id] : [])).map((id) => [id, id]),
  );
  const byStart = [...new Set(shards.keys())].sort((a, b) => Number(a) - Number(b));
  return result.findings
    .filter((finding) => finding.status === 'fail' && finding.severity !== 'info')
    .map(({ rule, resource }) => {
      if (resource.kind === 'cluster') return rule;
      const place =
        resource.kind === 'shard' ? `shard ${byStart.indexOf(resource.id)}` : (places.get(resource.id) ?? resource.id);
      return `${rule} @ ${place}`;
    })
    .sort();
}
