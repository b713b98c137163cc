import { formatBytes } from '../../byte-size.ts';
import type { PayloadLog } from '../../facts.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';
import { isReplicated, primaryAddress } from '../../slow-entries.ts';

const MIB = 2 ** 20;

/** Entries named in the evidence. */
const NAMED = 5;

export const rule = defineRule({
  id: 'slowlog/large-payload',
  title: 'Requests or replies are very large',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed', 'elasticache'],
  needs: ['commandlog', 'info.server.run_id'],
  previous: ['commandlog', 'info.server.run_id'],
  optional: ['info.replication.master_host', 'info.replication.master_port'],
  skipUnsupported: true,
  options: { failAtMiB: numberOption(1) },
  optionDocs: { failAtMiB: 'size of a request or a reply, MiB' },
  why:
    'A large request or reply is copied several times, takes the network from everybody else, and waits in a buffer beside ' +
    'the data. Its time on the network is in no slow log.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 20' },
    'The evidence names the shapes. Ask for parts (HMGET, HSCAN, pages of a list), split large values, or compress them.',
    'On the node, `COMMANDLOG GET 20 large-request` and `large-reply` show the entries with their keys.',
  ],
  links: ['https://valkey.io/commands/commandlog-get/'],
  limits:
    'From Valkey 8.1. The server logs from `commandlog-request-larger-than` and `commandlog-reply-larger-than` on, 1 MiB ' +
    'unless set, and the newest 16 of each are read.',
  check({ fact, maybe, previous, options }) {
    const primary = primaryAddress(maybe('info.replication.master_host'), maybe('info.replication.master_port'));
    const [now, then] = [fact('commandlog'), previous('commandlog')];
    const sameProcess = fact('info.server.run_id') === previous('info.server.run_id');
    const fresh = (log: PayloadLog, before: PayloadLog) =>
      log.entries.filter(({ id }) => id > (sameProcess ? (before.newestId ?? -1) : -1));
    const large = [
      ...fresh(now.requests, then.requests).map((entry) => ({ ...entry, what: 'request' })),
      ...fresh(now.replies, then.replies).map((entry) => ({ ...entry, what: 'reply' })),
    ]
      .filter((entry) => entry.bytes >= options.failAtMiB * MIB && !isReplicated(entry, primary))
      .sort((a, b) => b.bytes - a.bytes);
    const [largest] = large;
    if (largest === undefined) return pass();
    const { what, bytes, shape } = largest;
    return fail(
      `a ${what} of ${formatBytes(bytes)} with ${shape} (limit ${formatBytes(options.failAtMiB * MIB)}), ` +
        `${large.length} in all`,
      { entries: large.slice(0, NAMED).map(({ id: _id, ...entry }) => entry) },
    );
  },
});
