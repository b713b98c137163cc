import { hash } from 'node:crypto';

/** As a content security policy names the text of a style or a script: `sha256-…`. */
export function contentHash(text: string): string {
  return `sha256-${hash('sha256', text, 'base64')}`;
}
