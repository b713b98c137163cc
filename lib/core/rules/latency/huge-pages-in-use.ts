import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

/** The one sentence of LATENCY DOCTOR that is read; every version has it. */
const finds = /anonymous huge pages/i;

export const rule = defineRule({
  id: 'latency/huge-pages-in-use',
  title: 'The process holds huge pages',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  // Asked only of a process with a new latency event, so it must not be needed.
  needs: ['connection'],
  optional: ['latency.doctor'],
  why:
    'With transparent huge pages each write after a fork copies 2 MB instead of 4 kB. During a save or a rewrite every ' +
    'client waits for those copies, and the memory in use can double within seconds.',
  fix: [
    'On the host, now and at every boot, write `madvise` into `/sys/kernel/mm/transparent_hugepage/enabled`.',
    'Then restart the node, replicas first: the pages that it holds stay until then. `disable-thp yes`, the default, lets ' +
      'the server refuse them by itself where the kernel allows it.',
    { run: 'redis-cli -h {host} -p {port} LATENCY DOCTOR' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: 'LATENCY DOCTOR is asked only of a small process that had a new latency event; otherwise this stays open.',
  check({ fact, maybe }) {
    const said = maybe('latency.doctor');
    if (said === undefined) {
      return unknown(fact('connection').answered ? 'LATENCY DOCTOR was not asked in this audit' : 'it did not answer');
    }
    return finds.test(said) ? fail('LATENCY DOCTOR reports anonymous huge pages', { hugePages: true }) : pass();
  },
});
