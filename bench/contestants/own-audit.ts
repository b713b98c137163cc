import { batch, opening } from '../../lib/adapters/collectors/questionnaire.ts';
import { redisCollector } from '../../lib/adapters/collectors/redis.ts';
import type { Collector } from '../../lib/ports.ts';
import { openAuditor } from '../audits.ts';
import type { Contestant } from '../measure.ts';
import type { Visit } from './raw-sockets.ts';

/** Our side, and the visits of its last audit, for others to do alike. */
export interface OwnAudit extends Contestant {
  visits(this: void): readonly Visit[];
}

/** Full audits without PINGs: from one seed it finds the nodes, asks, judges all rules and keeps the state. */
export function ownAudit(seed: string, nodes: number): OwnAudit {
  const { collector, visits } = noting(redisCollector({}));
  const auditor = openAuditor(seed, { pings: false, collector });
  return {
    name: 'full audit',
    visits: () => visits,
    async run() {
      visits.length = 0;
      const { facts, result } = await auditor.audit();
      const answered = facts.nodes.filter(({ connection }) => connection.answered).length;
      if (answered !== nodes || result.findings.length === 0) throw new Error(`${answered} of ${nodes} nodes audited`);
    },
  };
}

/** Notes who is asked what. */
function noting(collector: Collector): { collector: Collector; visits: Visit[] } {
  const visits: Visit[] = [];
  const visit: Collector['visit'] = (address, plan, ...rest) => {
    visits.push({ address, commands: [...opening({}), ...batch(plan, false)] });
    return collector.visit(address, plan, ...rest);
  };
  return { collector: { visit }, visits };
}
