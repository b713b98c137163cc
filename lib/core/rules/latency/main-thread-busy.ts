import { fail, unknown } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'latency/main-thread-busy',
  title: 'The command thread is nearly always busy',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: ['info.cpu.used_cpu_user_main_thread', 'info.cpu.used_cpu_sys_main_thread'],
  options: { failAbovePercent: numberOption(80, { max: 100 }), minSeconds: numberOption(10), clearBelowShare },
  optionDocs: {
    failAbovePercent: 'accepted share of the time in which the command thread works, percent',
    minSeconds: 'shortest time between two readings that is judged, seconds: less is a moment, not a load',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'A node runs commands on one thread, and that thread has hardly any time left. Commands wait in line, and a little ' +
    'more load makes them wait very much longer. Idle cores of the host do not help.',
  fix: [
    'See what it does; `usec` is the time of each command:',
    { run: 'redis-cli -h {host} -p {port} INFO commandstats' },
    'Slow commands first, then read from replicas, add shards, or move slots away from this one.',
    'Much time in the system rather than in commands: pipeline, keep connections, give it `io-threads`.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency/'],
  limits: 'A mean over the interval between two audits. Servers report it from version 6.2.',
  check({ delta, seconds, options }) {
    const intervalSeconds = seconds('info.cpu.used_cpu_user_main_thread');
    if (intervalSeconds < options.minSeconds || intervalSeconds <= 0)
      return unknown(`the last reading was ${Math.round(intervalSeconds)} s ago, too short to judge`);
    const user = delta('info.cpu.used_cpu_user_main_thread');
    const system = delta('info.cpu.used_cpu_sys_main_thread');
    const share = (cpuSeconds: number): number => Math.round((cpuSeconds / intervalSeconds) * 1000) / 10;
    const percent = share(user + system);
    const evidence = { percent, userPercent: share(user), systemPercent: share(system), intervalSeconds };
    const value = { value: percent, limit: options.failAbovePercent, words: `${percent} % of the time` };
    if (percent <= options.failAbovePercent) return passWithin([value], options.clearBelowShare, evidence);
    return fail(`the command thread worked ${percent} % of the time (limit ${options.failAbovePercent} %)`, evidence);
  },
});
