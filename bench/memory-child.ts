/** Run as a process of its own, `memory-child.ts HOST:PORT`: one full audit, then what it took, as JSON. */
import { openAuditor } from './audits.ts';

const { facts } = await openAuditor(process.argv[2] ?? '', { pings: true }).audit();
const answered = facts.nodes.filter(({ connection }) => connection.answered).length;
console.log(JSON.stringify({ answered, maxRssKiB: process.resourceUsage().maxRSS }));
