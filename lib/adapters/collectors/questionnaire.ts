import { AUDITOR_CLIENT_NAME } from '../../core/client-name.ts';
import type { VisitPlan } from '../../core/visit.ts';
import type { ConnectionSettings } from '../../ports.ts';
import type { Command } from './connection.ts';

/** A command with the key under which its answer is kept. */
export interface Asked extends Command {
  readonly key: string;
}

/** Log-in, and the name by which the auditor's own slow-log entries are known. */
export function opening({ username, password }: ConnectionSettings): readonly Asked[] {
  const login: readonly Asked[] =
    password === undefined && username === undefined
      ? []
      : [{ key: 'auth', words: ['AUTH', ...(username === undefined ? [] : [username]), password ?? ''] }];
  return [...login, { key: 'name', words: ['CLIENT', 'SETNAME', AUDITOR_CLIENT_NAME] }];
}

/**
 * The batch that brings all facts of a plan in one round trip. Servers before 7.0 take neither several INFO sections
 * nor several CONFIG GET names in one call: for those the old forms are asked.
 */
export function batch(plan: VisitPlan, oldForms: boolean): readonly Asked[] {
  return [
    ...versioned(plan, oldForms),
    ...(plan.view ? [{ key: 'nodes', words: ['CLUSTER', 'NODES'] }] : []),
    ...(plan.clusterInfo ? [{ key: 'clusterInfo', words: ['CLUSTER', 'INFO'] }] : []),
    ...(plan.slowlogEntries > 0
      ? [{ key: 'slowlog', words: ['SLOWLOG', 'GET', plan.slowlogEntries], binary: true }]
      : []),
    ...(plan.latency ? [{ key: 'latest', words: ['LATENCY', 'LATEST'] }] : []),
    ...(plan.replicaClients ? [{ key: 'replicas', words: ['CLIENT', 'LIST', 'TYPE', 'replica'] }] : []),
    ...(plan.aclDefault || plan.further.includes('acl.users') ? [{ key: 'users', words: ['ACL', 'LIST'] }] : []),
    ...(plan.further.includes('latency.histogram') ? [{ key: 'histogram', words: ['LATENCY', 'HISTOGRAM'] }] : []),
  ];
}

/** The questions whose form depends on the server's version. */
export function versioned(plan: VisitPlan, oldForms: boolean): readonly Asked[] {
  if (oldForms) {
    const directives = plan.config.map((name) => ({ key: `config ${name}`, words: ['CONFIG', 'GET', name] }));
    return [...info(plan.infoSections.length === 0 ? [] : ['all']), ...directives];
  }
  const config = plan.config.length === 0 ? [] : [{ key: 'config', words: ['CONFIG', 'GET', ...plan.config] }];
  return [...info(plan.infoSections), ...config];
}

function info(sections: readonly string[]): readonly Asked[] {
  return sections.length === 0 ? [] : [{ key: 'info', words: ['INFO', ...sections.map(sectionAsked)] }];
}

/** Modules may add sections of their own to `INFO modules`, at a cost; their list alone stands in `module_list`. */
function sectionAsked(section: string): string {
  return section === 'modules' ? 'module_list' : section;
}

/** History of the latency events that moved since the last visit. */
export function histories(events: readonly string[]): readonly Asked[] {
  return events.map((event) => ({ key: `history ${event}`, words: ['LATENCY', 'HISTORY', event] }));
}

export const doctor: Asked = { key: 'doctor', words: ['LATENCY', 'DOCTOR'] };

/**
 * The server looks for huge pages in its whole memory map before it answers LATENCY DOCTOR: that held Redis 6.0 to 8.0
 * and Valkey 8.1 and 9.1 for 20 to 50 ms for each GiB. Of a larger process it is not asked: the stall would be the
 * next latency event.
 */
export const DOCTOR_UP_TO_BYTES = 256 * 2 ** 20;
