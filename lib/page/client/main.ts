import type { PageData } from '../page-data.ts';
import { isRead, staysWith } from './completeness.ts';
import type { ViewContext } from './context.ts';
import { append, el } from './dom.ts';
import { filters } from './filters.ts';
import { unfold, unfoldedIn } from './folds.ts';
import { time } from './format.ts';
import { loaderOf } from './loader.ts';
import { nothing } from './parts.ts';
import { clusterOf, rangeOf } from './select.ts';
import { type PageSource, pageSource } from './source.ts';
import { hashOf, stateOf, type View, type ViewState, views } from './state.ts';
import { parts, titles } from './views/index.ts';
import { NOTES_ID, notes } from './views/overview.ts';

const source = pageSource();
const main = document.createElement('main');
main.id = 'main';
main.tabIndex = -1;
const nav = el('nav', { 'aria-label': 'Views' });
const bar = el('div', { class: 'bar-of-filters' });
const status = el('p', { class: 'status', role: 'status' });

function go(change: Partial<ViewState>): void {
  location.hash = hashOf({ ...stateOf(location.hash), ...change });
}

function note(change: Partial<ViewState>): void {
  history.replaceState(null, '', hashOf({ ...stateOf(location.hash), ...change }));
}

function contextOf(data: PageData, from: PageSource): ViewContext | undefined {
  const state = stateOf(location.hash);
  const cluster = clusterOf(data, state);
  if (cluster === undefined) return undefined;
  const link = (change: Partial<ViewState>): string => hashOf({ ...state, ...change });
  const facts: ViewContext['facts'] = (at, audit) => from.facts(cluster.id, at, audit);
  return { data, cluster, state, range: rangeOf(data, state), link, note, facts };
}

/** What is drawn; undefined where that is no view of a cluster. */
let drawn: ViewContext | undefined;

function drawView(context: ViewContext): void {
  const { view } = context.state;
  // What somebody has opened meanwhile stays open, and keeps the focus.
  if (drawn !== undefined && staysWith(drawn, context)) {
    document.getElementById(NOTES_ID)?.replaceWith(notes(context) ?? '');
    return;
  }
  const unfolded = drawn?.state.view === view ? unfoldedIn(main) : new Set<string>();
  main.replaceChildren(el('h1', {}, titles[view]));
  append(
    main,
    isRead(context) ? parts[view](context) : [nothing('Still being read. It is shown as soon as it is there.')],
  );
  unfold(main, unfolded);
}

function render(data: PageData): void {
  const context = contextOf(data, source);
  const kept = document.activeElement?.getAttribute('data-keep');
  const { view } = stateOf(location.hash);
  document.title = `${titles[view]} – ${context?.cluster.id ?? 'Redis'} – Redis Cluster Auditor`;
  if (context === undefined) {
    drawn = undefined;
    main.replaceChildren(el('h1', {}, 'No audits'), el('p', {}, `There is no audit in ${data.location} in this time.`));
    return;
  }
  nav.replaceChildren(el('ul', {}, ...views.map((each) => navItem(each, context))));
  bar.replaceChildren(filters({ ...context, go }));
  drawView(context);
  const rest = data.isWhole ? '' : ' Details are still being read.';
  status.textContent = `${data.location}, ${time(data.from)} to ${time(data.to)} UTC. Read ${time(data.madeAt)} UTC.${rest}`;
  if (kept !== null && kept !== undefined) focusOn(kept);
  else if (drawn !== undefined && drawn.state.view !== view) main.focus({ preventScroll: true });
  if (drawn?.state.view !== view) window.scrollTo(0, 0);
  drawn = context;
}

/** Whatever had the focus before it was made anew. */
function focusOn(kept: string): void {
  const element = [...document.querySelectorAll('[data-keep]')].find((each) => each.getAttribute('data-keep') === kept);
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}

/** After which the history is asked for again where it could not be read: a bucket or a disk may be back. */
const RETRY_MS = 10_000;

function navItem(view: View, { state, link }: ViewContext): HTMLElement {
  const isHere = state.view === view;
  const href = link({ view, shape: '', run: '', at: view === 'map' ? state.at : null });
  return el('li', {}, el('a', { href, 'aria-current': isHere && 'page', 'data-keep': `view-${view}` }, titles[view]));
}

function begin(): void {
  const skip = el('a', { class: 'skip', href: '#main' }, 'Skip to the content');
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    main.focus();
  });
  const header = el('header', {}, el('p', { class: 'brand' }, 'Redis Cluster Auditor'), nav);
  document.body.replaceChildren(skip, header, el('div', { class: 'page' }, bar, main, el('footer', {}, status)));
  main.replaceChildren(el('p', { class: 'nothing' }, 'Reading the history…'));
  const loader = loaderOf(source, (data) => {
    render(data);
    document.documentElement.dataset.ready = data.isWhole ? 'yes' : 'overview';
  });
  const show = (): void => {
    const data = loader.data();
    if (data !== undefined) render(data);
  };
  let retry: ReturnType<typeof setTimeout> | undefined;
  const reload = (): void => {
    clearTimeout(retry);
    loader.load().catch((error: unknown) => {
      fail(error);
      retry = setTimeout(reload, RETRY_MS);
    });
  };
  addEventListener('hashchange', show);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  source.listen(reload, (isLost) => header.classList.toggle('lost', isLost));
  reload();
}

function fail(error: unknown): void {
  drawn = undefined;
  const words = error instanceof Error ? error.message : 'something failed without saying why';
  main.replaceChildren(el('h1', {}, 'The history could not be read'), el('p', { role: 'alert' }, words));
}

begin();
