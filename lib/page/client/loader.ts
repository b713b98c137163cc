import type { PageData } from '../page-data.ts';
import type { PageSource } from './source.ts';

/** Loads the data of the page, as often as there is something new. */
export interface Loader {
  /** The newest that is there. */
  readonly data: () => PageData | undefined;
  /** @throws Error when it could not be loaded; what was there stays */
  readonly load: () => Promise<void>;
}

/** @param show is called with whatever is newer or says more than what was there */
export function loaderOf(source: PageSource, show: (data: PageData) => void): Loader {
  let data: PageData | undefined;
  let [asked, answered] = [0, 0];
  return {
    data: () => data,
    async load() {
      const turn = ++asked;
      const take = (taken: PageData): void => {
        // Answers may overtake each other: one to an earlier question, or with less in it, comes too late.
        if (turn < answered || (data?.isWhole === true && !taken.isWhole)) return;
        [data, answered] = [taken, turn];
        show(taken);
      };
      // Whoever looks at something already goes on with that until all of what is new is there.
      take(await source.load(data === undefined ? take : undefined));
    },
  };
}
