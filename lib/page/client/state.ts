import type { PageSeverity } from '../page-data.ts';

export const views = ['overview', 'map', 'alerts', 'slow', 'latency', 'persistence', 'changes', 'runs'] as const;

export type View = (typeof views)[number];

export const severities: readonly PageSeverity[] = ['critical', 'warning', 'info'];

/** Everything that decides what the page shows. It stands in the address bar, so that a view can be handed on. */
export interface ViewState {
  readonly view: View;
  /** Id of the cluster; empty for the first. */
  readonly cluster: string;
  /** Address of a node; empty for all. */
  readonly node: string;
  readonly severities: readonly PageSeverity[];
  /** Seconds since 1970; null for the ends of what the page has. */
  readonly from: number | null;
  readonly to: number | null;
  /** The moment of the map; null for the newest. */
  readonly at: number | null;
  /** Identity of a shape of slow commands. */
  readonly shape: string;
  /** `1793232000/full`: an audit. */
  readonly run: string;
}

export const startState: ViewState = {
  view: 'overview',
  cluster: '',
  node: '',
  severities,
  from: null,
  to: null,
  at: null,
  shape: '',
  run: '',
};

/** `#slow?cluster=shop&from=2026-11-01T00:00`; only what is not as at the start is in it. */
export function hashOf(state: ViewState): string {
  const words = new URLSearchParams();
  for (const name of ['cluster', 'node', 'shape', 'run'] as const) if (state[name] !== '') words.set(name, state[name]);
  if (state.severities.length < severities.length) words.set('severity', state.severities.join(','));
  for (const name of ['from', 'to', 'at'] as const) {
    const time = state[name];
    if (time !== null) words.set(name, minuteOf(time));
  }
  // These are fine in a fragment, and the address is for people too.
  const text = words.toString().replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/');
  return `#${state.view}${text === '' ? '' : `?${text}`}`;
}

/** What cannot be understood is as at the start: an address may come from anywhere. */
export function stateOf(hash: string): ViewState {
  const [view = '', text = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const words = new URLSearchParams(text);
  const word = (name: string): string => (words.get(name) ?? '').slice(0, 200);
  const wanted = words.has('severity') ? word('severity').split(',') : severities;
  return {
    view: views.find((each) => each === view) ?? 'overview',
    cluster: word('cluster'),
    node: word('node'),
    severities: severities.filter((each) => wanted.includes(each)),
    from: timeOf(word('from')),
    to: timeOf(word('to')),
    at: timeOf(word('at')),
    shape: word('shape'),
    run: word('run'),
  };
}

/** `2026-11-01T00:00` of seconds since 1970, UTC; with seconds where there are any. */
export function minuteOf(time: number): string {
  const text = new Date(time * 1000).toISOString();
  return text.slice(0, time % 60 === 0 ? 16 : 19);
}

/** @returns null for what is no time */
export function timeOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?$/.test(text)) return null;
  const time = Date.parse(text.endsWith('Z') ? text : `${text}Z`);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}
