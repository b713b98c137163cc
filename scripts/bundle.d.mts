import type { Metafile } from 'esbuild';

/** The functions there are: each is `lambdas/NAME.ts` and exports `handler`. */
export declare const functionNames: readonly string[];

/** One function, as it is shipped. */
export interface Bundle {
  /** `observe`, or `observe-traced` with X-Ray. */
  readonly name: string;
  readonly file: string;
  /** What is in it, and how much of it. */
  readonly metafile: Metafile;
}

export interface BundleOptions {
  /** With X-Ray. */
  readonly traced?: boolean;
  readonly names?: readonly string[];
  /** Folder of the sources. */
  readonly from?: string;
}

/**
 * Bundles functions into `directory`: NAME/index.js is what is shipped (`NAME-traced` with X-Ray). Beside it, for
 * whoever looks into it: maps/NAME.js.map for stack traces, and meta/NAME.json, which says what is in it.
 *
 * @throws Error when one cannot be built, or when something in it would not work in a bundle
 */
export declare function bundleFunctions(directory: string, options?: BundleOptions): Promise<readonly Bundle[]>;

/**
 * The same, for those bundles only that are not what would be made again.
 *
 * @returns what was made
 */
export declare function refreshBundles(directory: string, options?: BundleOptions): Promise<readonly Bundle[]>;
