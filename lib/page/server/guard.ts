/** Why a request is not answered: how it is told, and why. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}

/**
 * Only who asks for the loopback address by its name is answered. A page from elsewhere whose name was made to point
 * here asks for that name, and would read the history of whoever looks at it.
 *
 * @param port that the server listens on
 */
export function refusalOf(method: string | undefined, host: string | undefined, port: number): Refusal | undefined {
  const names = [`127.0.0.1:${port}`, `localhost:${port}`, ...(port === 80 ? ['127.0.0.1', 'localhost'] : [])];
  if (host === undefined || !names.includes(host.toLowerCase()))
    return { code: 421, reason: `this server answers http://127.0.0.1:${port}/ only` };
  return method === 'GET' ? undefined : { code: 405, reason: 'this server only shows: it answers GET' };
}
