import { spawn } from 'node:child_process';

/** Ends the servers of one cluster when this process is gone, however it went. */
export interface Watchdog {
  add(pid: number): void;
  /** To be called when the process has ended, before its number can belong to somebody else. */
  remove(pid: number): void;
  /** Call after the last server has ended: what is still listed is killed. */
  release(): void;
}

// Reads `+PID` and `-PID` until the pipe closes, which the kernel does even for a process that was killed.
const script = `
trap '' HUP INT TERM
pids=
while read -r line; do
  case $line in
    +*) pids="$pids \${line#+} " ;;
    -*) pids=$(printf '%s' "$pids" | sed "s/ \${line#-} / /") ;;
  esac
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
rm -rf "$1"
`;

/**
 * Starts a shell that waits on a pipe from this process. A handler of this process's own exit would not do:
 * it doesn't run after SIGKILL, nor inside a test runner that gives tests a copy of `process`.
 *
 * @param directory deleted together with the last server
 */
export function startWatchdog(directory: string): Watchdog {
  const shell = spawn('sh', ['-c', script, 'sh', directory], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.unref();
  // The shell may be gone before us only if somebody killed it; losing the safety net is no reason to fail.
  shell.stdin.on('error', () => undefined);
  return {
    add: (pid) => void shell.stdin.write(`+${pid}\n`),
    remove: (pid) => void shell.stdin.write(`-${pid}\n`),
    release: () => void shell.stdin.end(),
  };
}
