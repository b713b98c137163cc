import { fail, pass, unknown } from '../../finding.ts';
import type { MissReason } from '../../observed.ts';
import { missReason } from '../../observed.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/node-unreachable',
  title: 'A node does not answer',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['connection'],
  // Both steer the collector; what came of them stands in `connection`.
  options: {
    attempts: numberOption(3, { min: 1, integer: true }),
    timeoutMs: numberOption(2000, { min: 1 }),
  },
  optionDocs: {
    attempts: 'Connections tried before a node counts as unreachable',
    timeoutMs: 'Milliseconds that each of them may take until the first reply',
  },
  mutes: ['*'],
  why:
    'A known member of the cluster gave no reply to any command, not even an error. The process or its host is down, ' +
    'the network between it and the auditor is broken, or it turns new connections away. A primary that is down serves ' +
    'nobody until a replica takes over, and nothing else about this node can be checked.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} PING' },
    'Refused: the process is not running. Read the end of its log and start it; it comes back as a replica if another ' +
      'node has taken over.',
    '`maxclients` or protected mode is named: the process runs and turns new connections away. ' +
      'Stop a client that it can spare, and look at once who holds the other connections: CLIENT LIST.',
    'Silence: the process hangs or the host is gone. Look at the host: is it up, is it swapping, is its disk stuck?',
    'If other clients reach it, look at security groups, firewalls and TLS settings between the auditor and the node.',
    'If the node is gone for good, tell every remaining node to drop it: CLUSTER FORGET with its id.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/',
    'https://redis.io/docs/latest/commands/cluster-forget/',
  ],
  limits:
    'It sees the path from the auditor to the node, not the paths of other clients. A process that was frozen and woke ' +
    'up between two audits goes unseen.',
  check({ fact, options }) {
    const { answered, attempts, outcome, errorCodes } = fact('connection');
    if (answered) return pass({ attempts });
    if (outcome.state === 'not-attempted') return unknown(`it was not visited: ${outcome.detail}`);
    const reason: MissReason = outcome.state === 'ok' ? 'timeout' : missReason(outcome);
    const times = attempts === 1 ? '1 attempt' : `${attempts} attempts`;
    const reply = reason === 'unparsable' ? 'no usable reply' : 'no reply';
    const detail = outcome.state === 'ok' ? '' : outcome.detail;
    // A server that turns everybody away says why, and that is what there is to do something about.
    const why = errorCodes.length > 0 ? detail : (inWords[reason] ?? reason);
    return fail(`${reply} in ${times} of ${options.timeoutMs} ms each: ${why}`, {
      attempts,
      timeoutMs: options.timeoutMs,
      reason,
      detail,
    });
  },
});

const inWords: Partial<Record<MissReason, string>> = {
  'connect-refused': 'no connection',
  timeout: 'silence',
  tls: 'the TLS handshake failed',
  unparsable: 'what answers there does not speak the Redis protocol',
};
