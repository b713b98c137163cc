import type { PageMember, TopologyAt } from '../../page-data.ts';
import type { ViewContext } from '../context.ts';
import { type Child, el, svg } from '../dom.ts';
import { count, slotCount, slots, time } from '../format.ts';
import { nothing, section, stateMark } from '../parts.ts';
import { topologyAt } from '../select.ts';

const SLOTS = 16_384;
const MINUTE = 60;

/** Shards, their members and slots, at any moment of the time that is shown. */
export function map(context: ViewContext): readonly Child[] {
  const { cluster, state, range } = context;
  if (cluster.topologies.length === 0)
    return [
      section(
        'The cluster at a moment',
        nothing('No audit of this time told who belongs to the cluster; full and topology audits do.'),
      ),
    ];
  const at = Math.min(Math.max(state.at ?? range.to, range.from), range.to);
  const place = el('div');
  const show = (moment: number): void => place.replaceChildren(...picture(context, moment));
  show(at);
  return [section('The cluster at a moment', slider(context, at, show), place)];
}

function slider({ range, note, cluster, link }: ViewContext, at: number, show: (at: number) => void): HTMLElement {
  const output = el('output', { for: 'moment' }, `${time(at)} UTC`);
  const input = el('input', {
    type: 'range',
    id: 'moment',
    min: range.from,
    max: range.to,
    step: MINUTE,
    value: at,
    'aria-valuetext': `${time(at)} UTC`,
    'data-keep': 'moment',
  });
  input.addEventListener('input', () => {
    const moment = Number(input.value);
    output.textContent = `${time(moment)} UTC`;
    input.setAttribute('aria-valuetext', output.textContent);
    note({ at: moment });
    show(moment);
  });
  const inside = cluster.topologies.filter((each) => each.at > range.from && each.at < range.to);
  const jumps = inside
    .slice(-12)
    .map((each) =>
      el('li', {}, el('a', { href: link({ at: each.at }), 'aria-current': each.at === at && 'true' }, time(each.at))),
    );
  return el(
    'div',
    { class: 'slider' },
    el('label', { for: 'moment' }, 'Moment'),
    input,
    output,
    jumps.length === 0
      ? el('p', { class: 'hint' }, 'Nothing changed in this time.')
      : el('div', { class: 'jumps' }, el('span', {}, 'Changed at'), el('ul', {}, ...jumps)),
  );
}

function picture({ cluster, link, state }: ViewContext, at: number): readonly HTMLElement[] {
  const topology = topologyAt(cluster.topologies, at);
  if (topology === undefined) return [];
  const alone = topology.members.filter(({ shard }) => shard === null);
  const shards = topology.shards.map((shard) => {
    const members = topology.members.filter((member) => member.shard === shard.id);
    return shardCard(shard, members, (node) => link({ node: node === state.node ? '' : node, at }), state.node);
  });
  const first = el(
    'p',
    { class: 'hint' },
    `${count(topology.shards.length, 'shard')}, ${count(topology.members.length, 'node')}. As of the audit of ${time(topology.at)} UTC.`,
  );
  return [
    first,
    slotBar(topology),
    el('div', { class: 'shards' }, ...shards),
    ...(alone.length === 0 ? [] : [el('div', { class: 'shards' }, outsiders(alone, link, state.node))]),
  ];
}

function slotBar({ shards, uncovered }: TopologyAt): HTMLElement {
  const rects = shards.flatMap(({ slots: ranges }, index) =>
    ranges.map(([first, last]) =>
      svg('rect', {
        class: `slot line-${(index % 6) + 1}`,
        x: first,
        y: 0,
        width: Math.max(8, last - first + 1),
        height: 10,
      }),
    ),
  );
  const covered = shards.reduce((sum, shard) => sum + slotCount(shard.slots), 0);
  const words = `${covered} of ${SLOTS} slots have an owner`;
  return el(
    'figure',
    { class: 'slot-bar' },
    svg('svg', { viewBox: `0 0 ${SLOTS} 10`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...rects),
    el(
      'figcaption',
      {},
      covered === SLOTS ? stateMark(words, 'good') : stateMark(`${words}; without: ${slots(uncovered)}`, 'bad'),
    ),
  );
}

function shardCard(
  { id, slots: ranges, primary }: TopologyAt['shards'][number],
  members: readonly PageMember[],
  link: (node: string) => string,
  chosen: string,
): HTMLElement {
  const inOrder = members.toSorted((a, b) => Number(b.id === primary) - Number(a.id === primary));
  return el(
    'article',
    { class: 'shard' },
    el('h3', {}, `Shard ${id}`, el('small', {}, `slots ${slots(ranges)} (${count(slotCount(ranges), 'slot')})`)),
    el('ul', {}, ...inOrder.map((member) => memberItem(member, link(member.address), member.address === chosen))),
  );
}

function outsiders(members: readonly PageMember[], link: ViewContext['link'], chosen: string): HTMLElement {
  return el(
    'article',
    { class: 'shard' },
    el('h3', {}, 'Without a shard'),
    el('ul', {}, ...members.map((each) => memberItem(each, link({ node: each.address }), each.address === chosen))),
  );
}

function memberItem(member: PageMember, href: string, isChosen: boolean): HTMLElement {
  const { role, address, hostname, openSlots } = member;
  return el(
    'li',
    { class: `member ${role}` },
    el('span', { class: 'role' }, role),
    el('a', { href, 'aria-current': isChosen && 'true', title: member.id }, address),
    hostname === null || hostname === '' ? null : el('small', {}, hostname),
    el('span', { class: 'flags' }, ...flagsOf(member)),
    openSlots.length === 0 ? null : el('small', {}, `half-moved slots: ${openSlots.join(' ')}`),
  );
}

function flagsOf({ answered, failed, suspected, link, role }: PageMember): readonly HTMLElement[] {
  return [
    answered ? stateMark('answered', 'good') : stateMark('no answer', 'bad'),
    ...(failed ? [stateMark('marked failed', 'bad')] : suspected ? [stateMark('suspected', 'bad')] : []),
    ...(role === 'replica' && link !== null ? [stateMark(`link ${link}`, link === 'up' ? 'good' : 'bad')] : []),
  ];
}
