import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'auditor/snapshot-not-stored',
  title: 'The facts behind the alerts cannot be read',
  severity: 'critical',
  perKind: true,
  scope: 'cluster',
  providers: ['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb'],
  needs: ['auditor.snapshot'],
  skipUnsupported: true,
  why:
    'The alert state rests on an audit whose facts are gone, damaged or refused. Nobody can review that audit or judge ' +
    'it again, and whatever removes or changes objects there may take the rest of the history too.',
  fix: [
    '`redis-auditor history list --store DIR --since 7d` shows whether more of them are missing.',
    'Find out who else writes or deletes there: a lifecycle rule, a clean-up job, somebody with access to the bucket.',
    'A refusal comes from permissions or from the key of the bucket. `docs/permissions.md` lists what the functions need.',
    'The next audit settles it if its own facts can be read; what is lost stays lost.',
  ],
  links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html'],
  limits:
    'It looks at the audit of the same kind before this one, and only while that is of today or yesterday: older days ' +
    'may have been joined or pruned. Facts that are deleted later are noticed by nobody until somebody asks for them.',
  check({ fact }) {
    const { audit, scheduledAt, problem } = fact('auditor.snapshot');
    if (problem === undefined) return pass({ audit, scheduledAt });
    return fail(`the facts of the ${audit} audit of ${scheduledAt} cannot be used: ${problem}`, { audit, scheduledAt });
  },
});
