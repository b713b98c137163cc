import { formatBytes } from '../../byte-size.ts';
import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

const MIB = 2 ** 20;

export const rule = defineRule({
  id: 'clients/output-buffer-large',
  title: 'Much waits to be sent to clients',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache'],
  needs: ['clients.buffers', 'info.memory.mem_clients_normal'],
  options: { failAboveMiB: numberOption(32), failAboveTotalMiB: numberOption(256) },
  optionDocs: {
    failAboveMiB: 'what may wait for one client, MiB',
    failAboveTotalMiB: 'memory that all normal clients together may take, MiB',
  },
  why:
    'Replies wait in memory until a client takes them, beside the data and within `maxmemory`: keys are evicted or writes ' +
    'refused for it. A normal client has no limit unless one is set, so that one that stopped reading can fill a node.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'The column `omem` is what waits, `addr` and `name` say whose it is. A client that asks for large replies should ask ' +
      'for less at a time; one that fell behind its messages needs to be quicker, or to listen to fewer channels.',
    'To have the server cut such clients off:',
    { run: "redis-cli -h {host} -p {port} CONFIG SET client-output-buffer-limit 'normal 256mb 64mb 60'" },
  ],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  limits:
    'It is what waits at the moment of the audit. Clients are listed only where INFO says that 1 MiB or more waited for ' +
    'somebody within the last seconds.',
  check({ fact, options }) {
    const normalBytes = fact('info.memory.mem_clients_normal');
    const [fullest] = [...fact('clients.buffers')].sort((a, b) => b.outputBytes - a.outputBytes);
    const evidence = { normalBytes, ...(fullest === undefined ? {} : { ...fullest }) };
    if (fullest !== undefined && fullest.outputBytes > options.failAboveMiB * MIB) {
      const who = `the ${fullest.kind} client at ${fullest.from}`;
      return fail(
        `${formatBytes(fullest.outputBytes)} wait for ${who} (limit ${formatBytes(options.failAboveMiB * MIB)})`,
        evidence,
      );
    }
    const limit = options.failAboveTotalMiB * MIB;
    if (normalBytes <= limit) return pass(evidence);
    return fail(`normal clients take ${formatBytes(normalBytes)} (limit ${formatBytes(limit)})`, evidence);
  },
});
