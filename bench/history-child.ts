/** Run as a process of its own, `history-child.ts WORD…`: one command line, then what it took from the start of the process, as JSON. */
import { execute } from '../lib/cli/program.ts';

let printed = 0;
const code = await execute(process.argv.slice(2), {
  stdout: (text) => {
    printed += text.length;
  },
  stderr: (text) => process.stderr.write(text),
  stdoutIsTty: false,
  stderrIsTty: false,
  env: process.env,
  columns: undefined,
  now: () => Date.now(),
  signal: new AbortController().signal,
});
console.log(JSON.stringify({ code, printed, ms: performance.now(), maxRssKiB: process.resourceUsage().maxRSS }));
