import { fail, pass, passNarrowly } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'auditor/alert-not-delivered',
  title: 'Alerts did not reach somebody',
  severity: 'critical',
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['auditor.deliveries'],
  // Where nobody is told by a message, none can be lost.
  skipUnsupported: true,
  // The audit after the one that failed tries again, and mostly that is the end of it.
  failureThreshold: 2,
  why:
    'A sink did not take a message of an earlier audit, and nothing has reached it since. Who relies on it believes ' +
    'that all is well. Every audit tries again; what ends in the meantime is told too.',
  fix: [
    'The evidence names the sinks. `redis-auditor history alerts --store DIR --since 24h` shows what each of them answered.',
    'On AWS the log of the function `assess` has the answer of the topic: permissions, the key of the topic, or a topic that is gone.',
    'The directory of messages: its disk is full, or the auditor may not write there any more.',
  ],
  links: ['https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html'],
  limits:
    'A topic that takes a message has delivered it as far as anybody can see from here: what becomes of it behind the ' +
    'topic, as with a subscription that nobody confirmed, is watched by alarms of the stack. Digests are left out. While ' +
    'no sink works, this alert reaches nobody either; the failed function does.',
  check({ fact }) {
    const { sinks, open, heldAlerts } = fact('auditor.deliveries');
    const evidence = { sinks, open: open.map((each) => ({ ...each })), heldAlerts };
    const words = open.map(({ sink, alerts }) => `${sink} (${alerts === 1 ? '1 alert' : `${alerts} alerts`})`);
    if (words.length > 0) return fail(`not delivered by earlier audits: ${words.join(', ')}`, evidence);
    if (heldAlerts === 0) return pass({ sinks });
    return passNarrowly('what did not arrive is held back by now, so it is not tried again', evidence);
  },
});
