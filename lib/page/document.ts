import { createHash } from 'node:crypto';
import type { PageBundle } from './bundle.ts';
import type { PackedFacts, PageData } from './page-data.ts';

/** What the page brings along; without data it asks the server that it came from. */
export interface Embedded {
  readonly data: PageData;
  readonly facts: PackedFacts;
}

/**
 * What a page may do: run this script, show this style, and ask the server that it came from, if it came from one.
 * Markup that a script would make of text is refused by the browser too.
 */
export function contentPolicy({ script, style }: PageBundle, from: 'server' | 'file'): string {
  return [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    // An empty icon, so that browsers do not ask for one.
    'img-src data:',
    ...(from === 'server' ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}

/** The page as one document of HTML. */
export function pageDocument(bundle: PageBundle, embedded?: Embedded): string {
  const policy = contentPolicy(bundle, embedded === undefined ? 'server' : 'file');
  const blocks =
    embedded === undefined ? '' : `${jsonBlock('page-data', embedded.data)}${jsonBlock('page-facts', embedded.facts)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Redis Cluster Auditor</title>
<link rel="icon" href="data:,">
<style>${bundle.style}</style>
</head>
<body>
<noscript>This page draws the history with a script that it brings along, and the browser does not run it.</noscript>
${blocks}<script>${bundle.script}</script>
</body>
</html>
`;
}

/** A block of data that a browser never runs, in which no text can end it. */
function jsonBlock(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${embeddable(JSON.stringify(value))}</script>\n`;
}

/** JSON that means the same and has no character of markup, and none that ends a line of a script. */
export function embeddable(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
