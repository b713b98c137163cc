import type { ClusterPage, PageData } from '../page-data.ts';
import { type Child, el } from './dom.ts';
import type { TimeRange } from './select.ts';
import { minuteOf, severities, timeOf, type ViewState } from './state.ts';

export interface FilterContext {
  readonly data: PageData;
  readonly cluster: ClusterPage;
  readonly state: ViewState;
  readonly range: TimeRange;
  readonly go: (change: Partial<ViewState>) => void;
}

const DAY = 86_400;

/** What everything that is shown is narrowed down by. */
export function filters(context: FilterContext): HTMLElement {
  return el(
    'form',
    {
      class: 'filters',
      role: 'search',
      'aria-label': 'What is shown',
      on: { submit: (event) => event.preventDefault() },
    },
    clusterSelect(context),
    nodeSelect(context),
    severityBoxes(context),
    timeInputs(context),
  );
}

function clusterSelect({ data, cluster, go }: FilterContext): HTMLElement {
  const options = data.clusters.map(({ id }) => el('option', { value: id, selected: id === cluster.id }, id));
  return field(
    'Cluster',
    select('cluster', options, (value) => go({ cluster: value, node: '', shape: '', run: '' })),
  );
}

function nodeSelect({ data, cluster, state, go }: FilterContext): HTMLElement {
  const option = (value: string, text = value): HTMLElement =>
    el('option', { value, selected: value === state.node }, text);
  const addresses = cluster.nodes.map(({ address }) => address);
  // An address that was handed on may name a node that is not known, or not yet.
  const isListed = state.node === '' || addresses.includes(state.node);
  const named = isListed ? [] : [option(state.node, `${state.node}${data.isWhole ? ' (in no audit)' : ''}`)];
  return field(
    'Node',
    select('node', [option('', 'all nodes'), ...addresses.map((address) => option(address)), ...named], (node) =>
      go({ node }),
    ),
  );
}

function select(name: string, options: readonly HTMLElement[], change: (value: string) => void): HTMLElement {
  const element = el('select', { id: `filter-${name}`, 'data-keep': name }, ...options);
  element.addEventListener('change', () => change(element.value));
  return element;
}

function field(label: string, control: HTMLElement): HTMLElement {
  return el('div', { class: 'field' }, el('label', { for: control.id }, label), control);
}

function severityBoxes({ state, go }: FilterContext): HTMLElement {
  const boxes = severities.map((severity) => {
    const isOn = state.severities.includes(severity);
    const box = el('input', { type: 'checkbox', id: `severity-${severity}`, checked: isOn, 'data-keep': severity });
    box.addEventListener('change', () =>
      go({
        severities: severities.filter((each) => (each === severity ? box.checked : state.severities.includes(each))),
      }),
    );
    return el('label', { class: 'check' }, box, severity);
  });
  return el('fieldset', {}, el('legend', {}, 'Severity'), el('div', {}, ...boxes));
}

function timeInputs(context: FilterContext): HTMLElement {
  const { data, range, go } = context;
  const days = Math.round((data.to - data.from) / DAY);
  const spans: readonly (readonly [string, number])[] = [
    ['24 h', DAY],
    ['7 d', 7 * DAY],
  ];
  const all = isWhole(context);
  const buttons: readonly Child[] = [
    button('all', days >= 2 ? `all ${days} d` : 'all', all, () => go({ from: null, to: null })),
    ...spans
      .filter(([, seconds]) => seconds < data.to - data.from)
      .map(([word, seconds]) =>
        button(word, word, !all && range.to === data.to && range.from === data.to - seconds, () =>
          go({ from: data.to - seconds, to: null }),
        ),
      ),
  ];
  return el(
    'fieldset',
    { class: 'times' },
    el('legend', {}, 'Time (UTC)'),
    el('div', {}, moment('from', 'from', range.from, context), moment('to', 'to', range.to, context), ...buttons),
  );
}

function isWhole({ data, range }: FilterContext): boolean {
  return range.from === data.from && range.to === data.to;
}

function button(name: string, text: string, isPressed: boolean, press: () => void): HTMLElement {
  const attributes = { type: 'button', 'aria-pressed': String(isPressed), 'data-keep': `time-${name}` };
  return el('button', { ...attributes, on: { click: press } }, text);
}

function moment(name: 'from' | 'to', word: string, value: number, { data, go }: FilterContext): HTMLElement {
  const input = el('input', {
    type: 'datetime-local',
    id: `filter-${name}`,
    value: minuteOf(Math.floor(value / 60) * 60),
    min: minuteOf(Math.floor(data.from / 60) * 60),
    max: minuteOf(Math.ceil(data.to / 60) * 60),
    'data-keep': name,
  });
  input.addEventListener('change', () => go({ [name]: timeOf(input.value) }));
  return el('label', { class: 'moment' }, word, input);
}
