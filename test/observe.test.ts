import { describe, expect, test } from '@jest/globals';
import { type ClusterFacts, type Cursors, noCursors } from '../lib/core/facts.ts';
import { failed, notAttempted, ok } from '../lib/core/observed.ts';
import { topologyOf } from '../lib/core/topology.ts';
import { emptyVisit, type Visit, type VisitPlan } from '../lib/core/visit.ts';
import { type ObserveInput, type ObserveTools, observe } from '../lib/observe.ts';
import { clusterFacts, members, nodeId, ports } from './builders/facts.ts';
import { ruleSet } from './harness/audits.ts';

const healthy = new Map(clusterFacts().nodes.map((node) => [node.address, node]));

/** A node of the healthy cluster, as a visit finds it. */
function answering(address: string, plan: VisitPlan): Visit {
  const node = healthy.get(address);
  if (node === undefined) return emptyVisit(failed('connect-refused', 'nothing listens there'), plan.attempts);
  const { nodeId: self, address: _address, view: _view, recheckedView: _recheckedView, ...facts } = node;
  const view = plan.view
    ? ({ state: 'read', self, members: members(), openSlots: [] } as const)
    : ({ state: 'absent', reason: notAttempted('not asked') } as const);
  return { facts, view };
}

interface Told {
  readonly visits: { address: string; plan: VisitPlan }[];
  readonly effects: string[];
  facts?: ClusterFacts;
  cursors?: Cursors;
}

function world(visit: (address: string, plan: VisitPlan) => Visit = answering, cursors: Cursors = noCursors) {
  const told: Told = { visits: [], effects: [] };
  const tools: ObserveTools = {
    collector: {
      async visit(address, plan) {
        told.visits.push({ address, plan });
        return visit(address, plan);
      },
    },
    stallProbe: async (durationMs) => ok({ durationMs, longestStallUs: 50 }),
    store: {
      async putFacts(facts) {
        told.effects.push('facts');
        told.facts = facts;
        return true;
      },
      hasFacts: async () => false,
      loadCursors: async () => cursors,
      async saveCursors(_, next) {
        told.effects.push('cursors');
        told.cursors = next;
      },
    },
    now: () => Date.UTC(2026, 2, 1, 3),
    sleep: async () => {
      told.effects.push('wait');
    },
    inParallel: async (_, tasks) => Promise.all(tasks.map((task) => task())),
  };
  return { told, tools };
}

const input: ObserveInput = {
  cluster: { id: 'test', provider: 'self-managed' },
  seeds: ['127.0.0.1:7001'],
  audit: 'full',
  rules: ruleSet(),
  runId: 'run',
  scheduledAt: '2026-03-01T03:00:00.000Z',
  concurrency: 64,
  deadline: new AbortController().signal,
};

describe('a visit to the cluster', () => {
  test('finds every member from one seed and visits each once', async () => {
    const { told, tools } = world();
    const { facts } = await observe(input, tools);
    expect(told.visits.map((visit) => visit.address).sort()).toEqual(ports.map((port) => `127.0.0.1:${port}`));
    expect(facts.nodes.map((node) => node.nodeId)).toEqual(ports.map(nodeId));
  });

  test('stores the facts before the cursors', async () => {
    const { told, tools } = world();
    await observe(input, tools);
    expect(told.effects).toEqual(['facts', 'cursors']);
  });

  test('leaves the cursors alone when the run was stored before', async () => {
    const { told, tools } = world();
    const again = { ...tools, store: { ...tools.store, putFacts: async () => false } };
    expect(await observe(input, again)).toMatchObject({ stored: false });
    expect(told.effects).toEqual([]);
  });

  test('stores a view that all nodes share once', async () => {
    const { tools } = world();
    const { facts } = await observe(input, tools);
    expect(Object.keys(facts.views)).toHaveLength(1);
  });

  test('knows a silent seed by the id under which the others list it', async () => {
    const { told, tools } = world((address, plan) =>
      address === '127.0.0.1:7001' ? emptyVisit(failed('timeout', 'silent'), plan.attempts) : answering(address, plan),
    );
    const { facts } = await observe({ ...input, seeds: ['127.0.0.1:7001', '127.0.0.1:7002'] }, tools);
    expect(facts.nodes.map((node) => [node.nodeId, node.connection.answered])).toContainEqual([nodeId(7001), false]);
    expect(facts.nodes).toHaveLength(6);
    expect(
      told.visits.filter((visit) => visit.address === '127.0.0.1:7001').map((visit) => visit.plan.attempts),
    ).toEqual([1, 3]);
  });

  test('goes to the nodes of earlier visits when no seed tells of the cluster', async () => {
    const cursor = { runId: 'process-7003', slowlogId: 1, latency: null, address: '127.0.0.1:7003' };
    const { tools } = world(answering, { schemaVersion: 1, nodes: { [nodeId(7003)]: cursor } });
    const { facts } = await observe({ ...input, seeds: ['127.0.0.1:7999'] }, tools);
    expect(facts.nodes.filter((node) => node.connection.answered)).toHaveLength(6);
  });

  test('finds a node of earlier visits that has another address since then', async () => {
    const cursorAt = (address: string) => ({ runId: address, slowlogId: 1, latency: null, address });
    const cursors = { [nodeId(7003)]: cursorAt('127.0.0.1:7003'), [nodeId(7004)]: cursorAt('127.0.0.1:7998') };
    const { tools } = world(answering, { schemaVersion: 1, nodes: cursors });
    const { facts } = await observe({ ...input, seeds: ['127.0.0.1:7999'] }, tools);
    expect(facts.nodes.find((node) => node.nodeId === nodeId(7004))?.connection.answered).toBe(true);
  });

  test('takes no node for a member that is only remembered from earlier visits, and forgets it', async () => {
    const cursorAt = (address: string) => ({ runId: address, slowlogId: 1, latency: null, address });
    const cursors = { [nodeId(7003)]: cursorAt('127.0.0.1:7003'), [nodeId(7009)]: cursorAt('127.0.0.1:7009') };
    const { told, tools } = world(answering, { schemaVersion: 1, nodes: cursors });
    const { facts } = await observe({ ...input, seeds: ['127.0.0.1:7999'] }, tools);
    expect(facts.nodes.map((node) => node.nodeId)).toEqual([...ports.map(nodeId), '127.0.0.1:7999']);
    expect(Object.keys(told.cursors?.nodes ?? {}).sort()).toEqual(ports.map(nodeId));
  });

  test('remembers where the nodes are after an audit that reads no log', async () => {
    const { told, tools } = world();
    const rules = ruleSet({}, ['topology/node-unreachable', 'topology/slot-uncovered']);
    const withoutLogs = (address: string, plan: VisitPlan): Visit => {
      const visit = answering(address, plan);
      const unread = notAttempted('not asked');
      return { ...visit, facts: { ...visit.facts, slowlog: unread, latency: unread } };
    };
    const collector = { visit: async (address: string, plan: VisitPlan) => withoutLogs(address, plan) };
    await observe({ ...input, audit: 'topology', rules }, { ...tools, collector });
    const later = world(answering, told.cursors);
    const { facts } = await observe({ ...input, audit: 'topology', rules, seeds: ['127.0.0.1:7999'] }, later.tools);
    expect(facts.nodes.filter((node) => node.connection.answered)).toHaveLength(6);
  });

  test('goes to the nodes of earlier visits when the seed lost its data and is alone with itself', async () => {
    const { told, tools } = world();
    await observe(input, tools);
    const alone = members()
      .slice(0, 1)
      .map((member) => ({ ...member, nodeId: nodeId(7009), slots: [] }));
    const emptied = world((address, plan) => {
      const visit = answering(address, plan);
      if (address !== '127.0.0.1:7001') return visit;
      return { ...visit, view: { state: 'read', self: nodeId(7009), members: alone, openSlots: [] } };
    }, told.cursors);
    const { facts } = await observe(input, emptied.tools);
    expect(topologyOf(facts)?.shards.map(({ id }) => id)).toEqual(['0', '5461', '10923']);
    expect(facts.nodes.filter((node) => node.connection.answered)).toHaveLength(6);
  });

  test('drops no node of earlier visits on the word of a seed that is alone with itself', async () => {
    const cursor = { runId: 'process-7003', slowlogId: 1, latency: null, address: '127.0.0.1:7998' };
    const alone = members()
      .slice(0, 1)
      .map((member) => ({ ...member, slots: [] }));
    const { tools } = world(
      (address, plan) => {
        const visit = answering(address, plan);
        return visit.view.state === 'read' ? { ...visit, view: { ...visit.view, members: alone } } : visit;
      },
      { schemaVersion: 1, nodes: { [nodeId(7003)]: cursor } },
    );
    const { facts } = await observe(input, tools);
    expect(facts.nodes.map((node) => [node.nodeId, node.connection.answered])).toEqual([
      [nodeId(7001), true],
      [nodeId(7003), false],
    ]);
  });

  test('tells of a member at whose address another node answers', async () => {
    const moved = members().map((member) =>
      member.nodeId === nodeId(7006) ? { ...member, address: '127.0.0.1:7005' } : member,
    );
    const { tools } = world((address, plan) => {
      const visit = answering(address, plan);
      return visit.view.state === 'read' ? { ...visit, view: { ...visit.view, members: moved } } : visit;
    });
    const { facts } = await observe(input, tools);
    const stranger = facts.nodes.find((node) => node.nodeId === nodeId(7006));
    expect(stranger?.connection).toMatchObject({
      answered: false,
      outcome: { detail: 'another node answers at its address' },
    });
  });

  /** The seed knows one member under an address that it had before; everybody else knows the new one. */
  function seedBehind(told: Readonly<Record<string, string>>) {
    const behind = members().map((member) => ({ ...member, address: told[member.address] ?? member.address }));
    return world((address, plan) => {
      const visit = answering(address, plan);
      if (address !== '127.0.0.1:7001' || visit.view.state !== 'read') return visit;
      return { ...visit, view: { ...visit.view, members: behind } };
    });
  }

  test('finds a member at its new address when the seed still tells the former one', async () => {
    const { told, tools } = seedBehind({ '127.0.0.1:7006': '127.0.0.1:7999' });
    const { facts } = await observe(input, tools);
    expect(facts.nodes.filter((node) => !node.connection.answered)).toEqual([]);
    expect(facts.nodes.map((node) => node.nodeId)).toEqual(ports.map(nodeId));
    expect(told.visits.filter(({ address }) => address === '127.0.0.1:7999')).toHaveLength(1);
  });

  test('takes no member for silent that answered where another one was expected', async () => {
    const { tools } = seedBehind({ '127.0.0.1:7005': '127.0.0.1:7006', '127.0.0.1:7006': '127.0.0.1:7005' });
    const { facts } = await observe(input, tools);
    expect(facts.nodes.filter((node) => !node.connection.answered)).toEqual([]);
  });

  test('stores nothing when nobody answers and no earlier visit knows the cluster', async () => {
    const { told, tools } = world();
    await expect(observe({ ...input, seeds: ['127.0.0.1:7999'] }, tools)).rejects.toMatchObject({
      name: 'NoNodeReachableError',
      message: expect.stringContaining('127.0.0.1:7999: nothing listens there'),
    });
    expect(told.effects).toEqual([]);
  });

  test('stores that nobody answers when the cluster is known', async () => {
    const cursor = { runId: 'gone', slowlogId: 1, latency: null, address: '127.0.0.1:7998' };
    const { told, tools } = world(answering, { schemaVersion: 1, nodes: { [nodeId(7001)]: cursor } });
    await observe({ ...input, seeds: ['127.0.0.1:7999'] }, tools);
    expect(told.effects).toEqual(['facts']);
  });

  test('leaves the cursors alone when no node has logged anything new', async () => {
    const first = world();
    await observe(input, first.tools);
    const second = world(answering, first.told.cursors);
    await observe(input, second.tools);
    expect(second.told.effects).toEqual(['facts']);
  });

  test('visits nobody once the deadline has passed, and says so', async () => {
    const deadline = new AbortController();
    const { tools } = world((address, plan) => {
      deadline.abort();
      return answering(address, plan);
    });
    const { facts } = await observe({ ...input, deadline: deadline.signal }, tools);
    const reasons = facts.nodes.map((node) => node.connection.outcome.state);
    expect(reasons).toEqual(['ok', ...Array.from({ length: 5 }, () => 'not-attempted')]);
  });

  test('says whether the deadline cut it short', async () => {
    const deadline = new AbortController();
    const { tools } = world((address, plan) => {
      if (address === '127.0.0.1:7003') deadline.abort();
      return answering(address, plan);
    });
    expect(await observe(input, world().tools)).toMatchObject({ outOfTime: false });
    expect(await observe({ ...input, deadline: deadline.signal }, tools)).toMatchObject({
      stored: true,
      outOfTime: true,
    });
  });
});

describe('a login that every node refuses', () => {
  const refused = { answered: true, attempts: 1, outcome: failed('auth', 'WRONGPASS'), errorCodes: ['WRONGPASS'] };
  const shutOut = (address: string, plan: VisitPlan): Visit => {
    const visit = emptyVisit(failed('auth', 'WRONGPASS'), plan.attempts);
    return address === '127.0.0.1:7999'
      ? emptyVisit(failed('connect-refused', 'nobody there'))
      : { ...visit, facts: { ...visit.facts, connection: refused } };
  };
  const renewed = { visit: async (address: string, plan: VisitPlan) => answering(address, plan) };
  const seeds = ['127.0.0.1:7001', '127.0.0.1:7999'];

  test('is renewed, and the cluster is visited with the new one', async () => {
    const { told, tools } = world(shutOut);
    const { facts } = await observe({ ...input, seeds }, { ...tools, renewLogin: async () => renewed });
    expect(facts.nodes.filter(({ connection }) => connection.outcome.state === 'ok')).toHaveLength(6);
    expect(told.effects).toEqual(['facts', 'cursors']);
  });

  test('is told as it is when there is no other', async () => {
    const { tools } = world(shutOut);
    const { facts } = await observe({ ...input, seeds }, { ...tools, renewLogin: async () => null });
    expect(facts.nodes.map(({ connection }) => connection.errorCodes)).toContainEqual(['WRONGPASS']);
  });

  test.each<[string, typeof shutOut]>([
    ['one node takes it', (address, plan) => (address.endsWith('7001') ? shutOut : answering)(address, plan)],
    ['nobody answers', (_, plan) => emptyVisit(failed('timeout', 'silent'), plan.attempts)],
  ])('is not renewed when %s', async (_, visit) => {
    const { tools } = world(visit, { schemaVersion: 1, nodes: {} });
    let asked = 0;
    const renewLogin = async () => {
      asked += 1;
      return null;
    };
    await observe({ ...input, seeds: ['127.0.0.1:7001', '127.0.0.1:7002'] }, { ...tools, renewLogin }).catch(
      () => undefined,
    );
    expect(asked).toBe(0);
  });
});

describe('views', () => {
  test('that disagree are read a second time, after a wait', async () => {
    const odd = members().filter((member) => member.nodeId !== nodeId(7006));
    const { told, tools } = world((address, plan) => {
      const visit = answering(address, plan);
      return address === '127.0.0.1:7002' && visit.view.state === 'read'
        ? { ...visit, view: { ...visit.view, members: odd } }
        : visit;
    });
    const { facts } = await observe(input, tools);
    expect(told.effects).toEqual(['wait', 'facts', 'cursors']);
    expect(facts.nodes.every((node) => node.recheckedView.state === 'ok')).toBe(true);
  });

  test('are asked of the seed alone by an audit that does not judge them', async () => {
    const { told, tools } = world();
    await observe({ ...input, audit: 'slowlog', rules: ruleSet({}, ['slowlog/slow-command']) }, tools);
    expect(told.visits.filter((visit) => visit.plan.view).map((visit) => visit.address)).toEqual(['127.0.0.1:7001']);
  });

  test('are asked of a sample above the limit, and of every node whose counts differ', async () => {
    const { told, tools } = world((address, plan) => {
      const visit = answering(address, plan);
      const late = { ...visit.facts, clusterInfo: ok({ cluster_current_epoch: '2', cluster_known_nodes: '6' }) };
      return address === '127.0.0.1:7005' ? { ...visit, facts: late } : visit;
    });
    const options = { 'topology/views-disagree': { fullViewsUpTo: 5, sampledViews: 2 } };
    const { facts } = await observe({ ...input, rules: ruleSet(options) }, tools);
    const asked = new Set(told.visits.filter((visit) => visit.plan.view).map((visit) => visit.address));
    expect(asked.size).toBeLessThan(6);
    expect(asked).toContain('127.0.0.1:7005');
    expect(facts.nodes.find((node) => node.nodeId === nodeId(7005))?.view.state).toBe('ok');
  });
});
