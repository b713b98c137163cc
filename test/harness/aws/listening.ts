import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The kernel's word for a socket that waits for connections. */
const LISTEN = '0A';

/**
 * Addresses on which a process waits for TCP connections, as `127.0.0.1:4566`; one of IPv6 as the kernel writes it.
 *
 * @returns null where the kernel does not tell: anywhere but on Linux
 */
export function listeningAddresses(pid: number): readonly string[] | null {
  if (!existsSync(`/proc/${pid}/fd`)) return null;
  const own = socketsOf(pid);
  return ['tcp', 'tcp6'].flatMap((table) => listening(`/proc/${pid}/net/${table}`, own));
}

function socketsOf(pid: number): ReadonlySet<string> {
  const directory = `/proc/${pid}/fd`;
  const targets = readdirSync(directory).map((name) => {
    try {
      return readlinkSync(`${directory}/${name}`);
    } catch {
      // Closed since it was listed.
      return '';
    }
  });
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

function listening(table: string, own: ReadonlySet<string>): readonly string[] {
  const lines = existsSync(table) ? readFileSync(table, 'utf8').trim().split('\n').slice(1) : [];
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [local = '', state, inode = ''] = [fields[1], fields[3], fields[9]];
    return state === LISTEN && own.has(inode) ? [readable(local)] : [];
  });
}

/** `0100007F:11D6` is 127.0.0.1:4566: the address in the machine's byte order, the port as it is. */
function readable(hex: string): string {
  const [address = '', port = ''] = hex.split(':');
  const bytes = (address.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  const text = bytes.length === 4 ? bytes.toReversed().join('.') : `[${address}]`;
  return `${text}:${Number.parseInt(port, 16)}`;
}
