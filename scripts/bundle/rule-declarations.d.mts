import type { Plugin } from 'esbuild';

/** Leaves out of a function that visits nodes what it does not read of the rules: texts, and the bodies of checks. */
export declare function ruleDeclarations(name: string): Plugin;

/**
 * The file of a rule without those parts.
 *
 * @param file for messages
 * @throws Error for a file of another form
 */
export declare function declarationOf(source: string, file: string): string;
export declare function judgementOf(source: string): string;
