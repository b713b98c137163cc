/**
 * A URL that was typed where none belongs is repeated in the complaint about it; the login in it is not:
 * `redis://***@10.0.0.1:6379`.
 */
export function maskLogins(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)\S*@/gi, '$1***@');
}
