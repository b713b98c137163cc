import type { ClusterMode, Cursors, NodeCursor, NodeFacts } from './core/facts.ts';
import { type Candidate, candidatesFrom, deviatingNodes, modeOf, sampleViews } from './core/membership.ts';
import { failed, notAttempted, ok } from './core/observed.ts';
import type { CollectionOptions } from './core/questions.ts';
import { viewsOf } from './core/topology.ts';
import { viewsDisagree } from './core/view-digest.ts';
import { type ViewTable, viewTable } from './core/view-table.ts';
import { emptyVisit, type Visit, type VisitPlan } from './core/visit.ts';
import type { ObserveInput, ObserveTools } from './observe.ts';

/** One round through a cluster whose members become known on the way. */
export interface VisitRound {
  /** Visits the seeds; when none of them tells of a cluster in service, the nodes that earlier audits found. */
  visitSeeds(plan: VisitPlan): Promise<void>;
  /** Visits every member that any node told of, until nobody tells of another one. */
  visitMembers(plan: VisitPlan): Promise<void>;
  /** Where only a sample was asked for its view: reads it from the nodes whose counts differ from the others'. */
  readDeviatingViews(plan: VisitPlan): Promise<void>;
  /** Where the views disagree: reads them once more after a while, since a change takes a moment to reach everybody. */
  recheckViews(plan: VisitPlan): Promise<void>;
  result(): { nodes: readonly NodeFacts[]; views: ViewTable['views']; mode: ClusterMode };
}

/** A node as the round knows it; replaced as more becomes known. */
interface Entry {
  readonly nodeId: string;
  readonly address: string;
  /** Where it was reached; a seed may announce another address. */
  readonly dialled: string;
  readonly facts: NodeFacts;
  readonly visit: Visit;
}

export function visitRound(
  input: ObserveInput,
  options: CollectionOptions,
  cursors: Cursors,
  tools: ObserveTools,
): VisitRound {
  const entries = new Map<string, Entry>();
  const table = viewTable();
  const findCursor = cursorFinder(cursors);
  const tried = new Set<string>();
  const remembered = new Set<string>();

  const hasAnswered = (nodeId = ''): boolean => entries.get(nodeId)?.facts.connection.answered === true;
  const visitOne = async (candidate: Candidate, plan: VisitPlan): Promise<void> => {
    tried.add(candidate.address);
    const visit = input.deadline.aborted
      ? emptyVisit(notAttempted('the deadline of the audit had passed'))
      : await tools.collector.visit(
          candidate.address,
          plan,
          (self, runId) => findCursor(self ?? candidate.nodeId, runId),
          input.deadline,
        );
    // A second look at a silent seed that the deadline cut short says less than the first one.
    if (entries.has(candidate.address) && visit.facts.connection.outcome.state === 'not-attempted') return;
    // A seed that was silent at first stood there under its address.
    entries.delete(candidate.address);
    // One that answered elsewhere is not silent because somebody still tells a former address of it.
    for (const entry of entriesFrom(candidate, visit, table, tools.now()))
      if (entry.facts.connection.answered || !hasAnswered(entry.nodeId)) entries.set(entry.nodeId, entry);
    if (tools.progress !== undefined) tools.progress(entries.size, knownIds(entries).length);
  };
  const visitAll = async (
    candidates: readonly Candidate[],
    planOf: (candidate: Candidate) => VisitPlan,
  ): Promise<void> => {
    await tools.inParallel(
      limitOf(input, planOf),
      candidates.map((candidate) => () => visitOne(candidate, planOf(candidate))),
    );
  };
  // One frozen seed must not hold up the visits of all others, so the patience of the plan is spent beside them.
  const silentSeeds = (): readonly Candidate[] =>
    [...entries.values()]
      .filter(({ facts: { connection } }) => !connection.answered && connection.attempts === 1)
      .map(({ dialled }) => ({ address: dialled }));
  const unvisited = (): readonly Candidate[] =>
    knownCandidates(entries).filter(({ nodeId, address }) => !hasAnswered(nodeId) && !tried.has(address));
  const readViews = async (
    nodeIds: readonly string[],
    plan: VisitPlan,
    as: 'view' | 'recheckedView',
  ): Promise<void> => {
    await tools.inParallel(
      input.concurrency,
      nodeIds
        .flatMap((id) => entries.get(id) ?? [])
        .map((entry) => async () => {
          const { view } = await tools.collector.visit(entry.dialled, viewOnly(plan), () => undefined, input.deadline);
          entries.set(entry.nodeId, { ...entry, facts: { ...entry.facts, [as]: viewFact(view, table) } });
        }),
    );
  };
  const facts = (): readonly NodeFacts[] => [...entries.values()].map((entry) => entry.facts);
  /** Somebody who was only tried because earlier audits knew it is no member any more when no view lists it. */
  const haveLeft = (): ReadonlySet<string> => {
    const listed = new Set(knownIds(entries));
    const isTold = [...entries.values()].some(({ visit }) => visit.view.state === 'read' && tellsOfCluster(visit));
    return new Set([...remembered].filter((id) => isTold && !listed.has(id) && !hasAnswered(id)));
  };

  return {
    async visitSeeds(plan) {
      await visitAll(
        input.seeds.map((address) => ({ address })),
        () => ({ ...plan, attempts: 1 }),
      );
      if ([...entries.values()].some(({ visit }) => tellsOfCluster(visit))) return;
      const others = placesIn(cursors).filter(({ address }) => !tried.has(address));
      for (const { nodeId } of others) remembered.add(nodeId);
      await visitAll([...others, ...(plan.attempts > 1 ? silentSeeds() : [])], () => plan);
    },
    async visitMembers(plan) {
      const again = plan.attempts > 1 ? silentSeeds() : [];
      for (let found = [...unvisited(), ...again]; found.length > 0; found = [...unvisited()]) {
        const sampled = viewSample(knownIds(entries), input.scheduledAt, options);
        await visitAll(found, ({ nodeId }) =>
          nodeId === undefined || sampled(nodeId) ? plan : { ...plan, view: false },
        );
      }
    },
    async readDeviatingViews(plan) {
      const without = facts().filter((node) => node.view.state === 'not-attempted' && node.connection.answered);
      const deviating = new Set(deviatingNodes(facts()));
      await readViews(
        without.map((node) => node.nodeId).filter((id) => deviating.has(id)),
        plan,
        'view',
      );
    },
    async recheckViews(plan) {
      const views = viewsOf({ nodes: facts(), views: table.views });
      if (!viewsDisagree(views) || input.deadline.aborted) return;
      await tools.sleep(options.recheckAfterMs, input.deadline);
      await readViews([...views.keys()], plan, 'recheckedView');
    },
    result() {
      const left = haveLeft();
      const present = facts().filter(({ nodeId }) => !left.has(nodeId));
      const known = knownCandidates(entries);
      const nodes = distinct(underTheirIds(present, known.length > 0 ? known : placesIn(cursors)));
      return { nodes, views: table.views, mode: modeOfAll(present) };
    },
  };
}

/** PINGs of many nodes at once would measure each other. */
const MOST_PING_SERIES = 8;

function limitOf(input: ObserveInput, planOf: (candidate: Candidate) => VisitPlan): number {
  return planOf({ address: '' }).ping === null ? input.concurrency : Math.min(input.concurrency, MOST_PING_SERIES);
}

function viewOnly(plan: VisitPlan): VisitPlan {
  const nothing = { ping: null, infoSections: [], config: [], clusterInfo: false, slowlogEntries: 0 };
  return {
    ...plan,
    ...nothing,
    view: true,
    latency: false,
    latencyDoctor: false,
    aclDefault: false,
    replicaClients: false,
    certificates: false,
    further: [],
  };
}

/** Up to a size every node is asked for its view, above that a sample. */
function viewSample(
  known: readonly string[],
  scheduledAt: string,
  options: CollectionOptions,
): (nodeId: string) => boolean {
  if (known.length <= options.fullViewsUpTo) return () => true;
  const sample = sampleViews(known, options.sampledViews, scheduledAt);
  return (nodeId) => sample.has(nodeId);
}

/** One that lost its data, or was reset, is alone with itself and no slot: the cluster may well go on without it. */
function tellsOfCluster(visit: Visit): boolean {
  if (visit.view.state === 'read') return visit.view.members.some(({ slots }) => slots.length > 0);
  return candidatesFrom(visit).length > 0;
}

/** Every member under each address that anybody tells of it: who is behind the others tells a former one. */
function knownCandidates(entries: ReadonlyMap<string, Entry>): readonly Candidate[] {
  const known = new Map<string, Candidate>();
  const told = new Set<unknown>();
  for (const { visit } of entries.values()) {
    // Nodes that agree share one list of members.
    const members = visit.view.state === 'read' ? visit.view.members : visit;
    if (told.has(members)) continue;
    told.add(members);
    for (const candidate of candidatesFrom(visit)) known.set(`${candidate.nodeId} ${candidate.address}`, candidate);
  }
  return [...known.values()];
}

function knownIds(entries: ReadonlyMap<string, Entry>): readonly string[] {
  return [...new Set(knownCandidates(entries).map(({ nodeId, address }) => nodeId ?? address))];
}

/** By the node's id, or by the process where the node does not tell its id. */
function cursorFinder(cursors: Cursors): (nodeId: string | null | undefined, runId: string) => NodeCursor | undefined {
  const byRunId = new Map(Object.values(cursors.nodes).map((cursor) => [cursor.runId, cursor]));
  return (nodeId, runId) => (nodeId ? cursors.nodes[nodeId] : undefined) ?? byRunId.get(runId);
}

/** What a visit says of the node that answered, and of the member that was expected there if that is another one. */
function entriesFrom(candidate: Candidate, visit: Visit, table: ViewTable, now: number): readonly Entry[] {
  const self = visit.view.state === 'read' ? visit.view.self : null;
  const nodeId = self ?? candidate.nodeId ?? candidate.address;
  const collectedAt = new Date(now).toISOString();
  const address = addressIn(visit, nodeId) ?? candidate.address;
  const facts: NodeFacts = {
    ...visit.facts,
    nodeId,
    address,
    collectedAt,
    view: viewFact(visit.view, table),
    recheckedView: notAttempted('the views agree'),
  };
  const answered: Entry = { nodeId, address, dialled: candidate.address, facts, visit };
  if (candidate.nodeId === undefined || candidate.nodeId === nodeId) return [answered];
  const replaced = emptyVisit(failed('connect-refused', 'another node answers at its address'));
  return [answered, ...entriesFrom(candidate, replaced, table, now)];
}

function addressIn(visit: Visit, nodeId: string): string | undefined {
  return visit.view.state === 'read'
    ? visit.view.members.find((member) => member.nodeId === nodeId)?.address
    : undefined;
}

function viewFact(view: Visit['view'], table: ViewTable): NodeFacts['view'] {
  return view.state === 'read' ? ok({ viewId: table.add(view.members), openSlots: view.openSlots }) : view.reason;
}

/** What earlier audits found where. */
function placesIn(cursors: Cursors): readonly Required<Candidate>[] {
  return Object.entries(cursors.nodes).map(([nodeId, { address }]) => ({ nodeId, address }));
}

/** A seed that did not answer cannot say who it is; somebody else may know who lives at its address. */
function underTheirIds(nodes: readonly NodeFacts[], known: readonly Candidate[]): readonly NodeFacts[] {
  const idAt = new Map(known.map(({ address, nodeId }) => [address, nodeId]));
  return nodes.map((node) =>
    node.nodeId === node.address ? { ...node, nodeId: idAt.get(node.address) ?? node.nodeId } : node,
  );
}

/** One process can be found under two names, as a seed and as its neighbours call it; the neighbours' name stays. */
function distinct(nodes: readonly NodeFacts[]): readonly NodeFacts[] {
  const byProcess = new Map<string, NodeFacts>();
  for (const node of nodes) {
    const runId = node.info.state === 'ok' ? node.info.value.fields.run_id : undefined;
    byProcess.set(runId ?? node.nodeId, node);
  }
  return [...byProcess.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

function modeOfAll(nodes: readonly NodeFacts[]): ClusterMode {
  if (nodes.some((node) => node.view.state === 'ok')) return 'cluster';
  return nodes.some((node) => modeOf(node.info) === 'standalone') ? 'standalone' : 'cluster';
}
