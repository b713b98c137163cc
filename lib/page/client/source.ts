import type { ClusterFacts } from '../../core/facts.ts';
import type { PackedFacts, PageData } from '../page-data.ts';

/** Where the page has its data from: itself, or the server that it came from. */
export interface PageSource {
  /** @param early is handed the overview where the details take longer; left out, nobody waits for it */
  readonly load: (early?: (overview: PageData) => void) => Promise<PageData>;
  readonly facts: (cluster: string, at: number, audit: string) => Promise<ClusterFacts | undefined>;
  /** Calls back when there is newer data; never for a file. */
  readonly listen: (changed: () => void, lost: (isLost: boolean) => void) => void;
}

/** A block of JSON in the page; undefined where there is none. */
function embedded(id: string): unknown {
  const text = document.getElementById(id)?.textContent;
  return text === undefined || text === null || text.trim() === '' ? undefined : JSON.parse(text);
}

export function pageSource(): PageSource {
  const data = embedded('page-data');
  return data === undefined ? fromServer() : fromFile(data as PageData, (embedded('page-facts') ?? {}) as PackedFacts);
}

function fromFile(data: PageData, packed: PackedFacts): PageSource {
  return {
    load: async () => data,
    async facts(cluster, at, audit) {
      const text = packed[`${cluster}/${at}/${audit}`];
      return text === undefined ? undefined : ((await unpack(text)) as ClusterFacts);
    },
    listen: () => {},
  };
}

async function unpack(base64: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

async function pageData(path: string): Promise<PageData> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as PageData;
}

function fromServer(): PageSource {
  return {
    async load(early) {
      if (early === undefined) return pageData('data.json');
      const first = await pageData('first.json');
      if (first.isWhole) return first;
      early(first);
      return pageData('data.json');
    },
    async facts(cluster, at, audit) {
      const response = await fetch(`facts?${new URLSearchParams({ cluster, at: String(at), audit })}`);
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(await response.text());
      return (await response.json()) as ClusterFacts;
    },
    listen(changed, lost) {
      const events = new EventSource('events');
      let isLost = false;
      events.addEventListener('changed', changed);
      events.addEventListener('open', () => {
        // What has changed meanwhile was told to nobody.
        if (isLost) changed();
        isLost = false;
        lost(false);
      });
      events.addEventListener('error', () => {
        isLost = true;
        lost(true);
      });
    },
  };
}
