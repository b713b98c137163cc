import {
  clusterCounters,
  counterFields,
  directives,
  type FactValue,
  flagFields,
  type NodeFactName,
  numberFields,
  textFields,
} from './fact-names.ts';
import type { CertificateDates, Clock, CommandStat, Info, NodeFacts } from './facts.ts';
import { failed, mapObserved, notAttempted, type Observed, ok, unsupported } from './observed.ts';
import { countsNoNewErrors } from './parse/error-words.ts';
import { type EngineVersion, isAtLeast, parseVersion } from './version.ts';

const neverCalled: CommandStat = { calls: 0, usec: 0, rejectedCalls: 0, failedCalls: 0 };

type Read = (node: NodeFacts) => Observed<unknown>;

/** Reads one named fact of a node; what is absent keeps its reason. */
export function readFact<N extends NodeFactName>(node: NodeFacts, name: N): Observed<FactValue<N>> {
  return readerOf(name)(node) as Observed<FactValue<N>>;
}

const readers = new Map<string, Read>([
  ['connection', (node) => ok(node.connection)],
  ['tls.certificates', certificatesOf],
  ['ping', (node) => node.ping],
  ['nodes', (node) => node.view],
  ['slowlog', (node) => node.slowlog],
  ['latency', (node) => node.latency],
  ['latency.doctor', (node) => node.latencyDoctor],
  ['acl.default', (node) => node.aclDefault],
  ['clients.replicas', (node) => node.replicaClients],
  ['clients.buffers', (node) => node.clientBuffers],
  ['latency.histogram', (node) => kept(node.latencyHistogram)],
  ['commandlog', (node) => kept(node.commandlog)],
  ['slot-stats', (node) => kept(node.slotStats)],
  ['acl.users', (node) => node.aclUsers],
  ['acl.own-rights', (node) => node.ownRights],
  ['dns', (node) => node.resolvedName],
  ['clock', readClock],
  ['config.watched', watchedDirectives],
  ['info.modules', (node) => inSection(node, 'modules', (info) => ok(info.modules ?? []))],
  ['info.keyspace', (node) => inSection(node, 'keyspace', (info) => ok(info.keyspace))],
  ['info.replication.replicas', (node) => inSection(node, 'replication', (info) => ok(info.replicas))],
  ['info.server.version', (node) => inSection(node, 'server', readVersion)],
  [
    'cluster.info.cluster_state',
    (node) => mapObserved(node.clusterInfo, (values) => present(values.cluster_state, 'cluster_state')),
  ],
  ...textFields.map((name): [string, Read] => [name, fieldReader(name)]),
  ...flagFields.map((name): [string, Read] => {
    const read = fieldReader(name);
    return [name, (node) => mapObserved(read(node), (text) => ok(text === '1'))];
  }),
  ['info.persistence.aof_enabled', aofEnabled],
  ...[...numberFields, ...counterFields].map((name): [string, Read] => {
    const read = fieldReader(name);
    return [name, (node) => numeric(read(node), name)];
  }),
  ...clusterCounters.map((name): [string, Read] => {
    const key = name.slice('cluster.info.'.length);
    return [
      name,
      (node) =>
        numeric(
          mapObserved(node.clusterInfo, (values) => present(values[key], key)),
          name,
        ),
    ];
  }),
  ...directives.map((name): [string, Read] => [
    `config.${name}`,
    (node) => mapObserved(node.config, (values) => present(values[name], `directive ${name}`)),
  ]),
]);

/** Names of facts of a node, without the counters of single commands and errors, which are as many as there are. */
export const nodeFactNames: readonly string[] = [...readers.keys()];

/** Whether there is such a fact of a node. */
export function isNodeFact(name: string): name is NodeFactName {
  return readers.has(name) || /^info\.(?:commandstats|errorstats)\../.test(name);
}

/** What audits compare with may have been kept by a version that did not ask for it. */
function kept<T>(part: Observed<T> | undefined): Observed<T> {
  return part ?? notAttempted('no part of audits at that time');
}

/** Readers of single commands' and errors' counters: as many as rules name. */
const counterReaders = new Map<string, Read>();

function readerOf(name: NodeFactName): Read {
  const reader = readers.get(name) ?? counterReaders.get(name);
  if (reader !== undefined) return reader;
  const made = counterReader(name);
  counterReaders.set(name, made);
  return made;
}

function counterReader(name: string): Read {
  const [, section = '', ...rest] = name.split('.');
  const key = rest.join('.');
  if (section === 'commandstats') return (node) => inSection(node, section, (info) => commandStat(info, key));
  if (section === 'errorstats') return (node) => inSection(node, section, (info) => errorCount(info, key));
  throw new Error(`no fact is called ${name}`);
}

function inSection<T>(node: NodeFacts, section: string, read: (info: Info) => Observed<T>): Observed<T> {
  return mapObserved(node.info, (info) =>
    info.sections.includes(section) ? read(info) : notAttempted(`INFO ${section} is not part of this audit`),
  );
}

function fieldReader(name: string): (node: NodeFacts) => Observed<string> {
  const [, section = '', key = ''] = name.split('.');
  return (node) => inSection(node, section, (info) => present(info.fields[key], key));
}

function certificatesOf({ connection }: NodeFacts): Observed<CertificateDates> {
  return mapObserved(connection.outcome, ({ tls, certificates }) => {
    if (!tls) return unsupported('the connection is not encrypted, so no certificate is shown');
    if (certificates === undefined) return notAttempted('certificates are not part of this audit');
    return certificates === null ? failed('unparsable', 'its certificate shows no end') : ok(certificates);
  });
}

/**
 * While a server loads its dataset it has its AOF switched off, whatever its configuration says. A replica with
 * `repl-diskless-load swapdb` says `async_loading` instead, from 7.0: it goes on answering from what it had.
 */
function aofEnabled(node: NodeFacts): Observed<boolean> {
  return inSection(node, 'persistence', ({ fields }) =>
    fields.loading === '1' || fields.async_loading === '1'
      ? failed('loading', 'the server is loading its dataset, with its AOF off for so long')
      : mapObserved(present(fields.aof_enabled, 'aof_enabled'), (text) => ok(text === '1')),
  );
}

const watched: ReadonlySet<string> = new Set(directives);

/** What is compared between nodes and audits: the directives of this list that were asked for. */
function watchedDirectives(node: NodeFacts): Observed<Readonly<Record<string, string>>> {
  return mapObserved(node.config, (values) =>
    ok(Object.fromEntries(Object.entries(values).filter(([name]) => watched.has(name)))),
  );
}

function readClock(node: NodeFacts): Observed<Clock> {
  const name = 'info.server.server_time_usec';
  return mapObserved(numeric(fieldReader(name)(node), name), (serverUsec) =>
    ok({ serverMs: serverUsec / 1000, auditorMs: Date.parse(node.collectedAt) }),
  );
}

function present(value: string | undefined, what: string): Observed<string> {
  return value === undefined ? unsupported(`this version reports no ${what}`) : ok(value);
}

function numeric(text: Observed<string>, name: string): Observed<number> {
  return mapObserved(text, (value) => {
    const number = Number(value);
    return value === '' || Number.isNaN(number) ? failed('unparsable', `${name} is not a number`) : ok(number);
  });
}

const versions = new WeakMap<Info, EngineVersion | null>();

/** Read once for each reading of INFO: whether a counter exists depends on it, and there are many counters. */
function versionOf(info: Info): EngineVersion | null {
  const known = versions.get(info);
  if (known !== undefined) return known;
  const version = parseVersion(info.fields);
  versions.set(info, version);
  return version;
}

function readVersion(info: Info): Observed<unknown> {
  const version = versionOf(info);
  return version === null ? failed('unparsable', 'INFO server names no version') : ok(version);
}

/** Before 6.2 errors are not counted, so none can be said to be absent. */
function errorCount(info: Info, code: string): Observed<number> {
  const version = versionOf(info);
  if (version !== null && !isAtLeast(version, 6, 2)) return unsupported('errors are counted from version 6.2');
  const count = info.errorstats[code];
  return count === undefined && countsNoNewErrors(info.errorstats)
    ? unsupported('it met too many kinds of errors, and counts no other ones until CONFIG RESETSTAT')
    : ok(count ?? 0);
}

/** Before 7.0 a command's subcommands are counted together, so one of them has no counters of its own. */
function commandStat(info: Info, command: string): Observed<CommandStat> {
  const version = versionOf(info);
  if (command.includes('|') && version !== null && !isAtLeast(version, 7)) {
    return unsupported('commandstats by subcommand exist from version 7.0');
  }
  return ok(info.commandstats[command] ?? neverCalled);
}
