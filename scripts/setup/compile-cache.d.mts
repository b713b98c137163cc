/** Folder for what Node compiles our TypeScript to, in the user's cache. */
export function compileCacheFolder(env: Readonly<Record<string, string | undefined>>): string;
