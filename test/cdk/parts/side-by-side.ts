import { describe, expect, test } from '@jest/globals';
import { copying, type Declared, everything, saving, shop } from '../declared.ts';
import { addStack, newApp, type Synthesised, synthesised, templateOf } from '../synthesised.ts';

/** Names that are written out, where CloudFormation would have made one that is like no other. */
function chosenNames(properties: Readonly<Record<string, unknown>>): readonly string[] {
  const ofOthers = ['MetricName', 'PolicyName', 'ServiceName', 'GroupName', 'DisplayName'];
  return Object.entries(properties).flatMap(([key, value]) =>
    key.endsWith('Name') && !ofOthers.includes(key) && typeof value === 'string' ? [value] : [],
  );
}

describe('Two environments side by side', () => {
  const clusters = [shop];
  const app = newApp();
  addStack(app, { ...everything, clusters }, 'prod');
  addStack(app, { ...everything, clusters }, 'prod-eu');
  const [one, other] = [templateOf(app, 'RedisAuditor-prod'), templateOf(app, 'RedisAuditor-prod-eu')];

  test('share no name that somebody chose, though one of them begins like the other', () => {
    const names = ({ resources }: Synthesised) => resources.flatMap(({ Properties }) => chosenNames(Properties));
    const shared = names(one).filter((name) => names(other).includes(name));
    expect(names(one).length).toBeGreaterThan(8);
    expect(shared).toEqual([]);
  });

  test('count their own metrics', () => {
    const counted = ({ ofType }: Synthesised) =>
      ofType('AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
        Properties.Namespace === 'RedisClusterAuditor' ? [JSON.stringify(Properties.Dimensions)] : [],
      );
    expect(counted(one)).not.toEqual([]);
    expect(counted(one).filter((each) => counted(other).includes(each))).toEqual([]);
  });

  test('export nothing and import nothing', () => {
    expect(one.text + other.text).not.toMatch(/"Export"|Fn::ImportValue/);
  });

  test('an update of one cluster touches the functions of no other', () => {
    const keyOf = (declared: Declared) => {
      const { Properties } = synthesised(declared).one('AWS::Lambda::Function', 'shopObserve');
      return (Properties as { readonly Code: { readonly S3Key: string } }).Code.S3Key;
    };
    const cart = { id: 'cart', seeds: ['cart:6379'] };
    expect(keyOf({ clusters: [shop, cart] })).toBe(keyOf({ clusters: [shop, { ...cart, seeds: ['cart:7000'] }] }));
    expect(keyOf({ clusters: [shop] })).not.toBe(keyOf({ clusters: [{ ...shop, seeds: ['10.0.0.2:6379'] }] }));
  });
});

describe('Clusters side by side', () => {
  const seeds = ['10.0.0.1:6379'];
  const ids = ['Storage', 'Alerts', 'webhook', 'delivery-failed', 'a.b', 'a-b', '1st'];
  const stack = synthesised({ ...everything, clusters: ids.map((id) => ({ id, seeds })) });

  test('may have any id, also one that is like a part of the stack or like another id', () => {
    const groups = stack.ofType('AWS::Scheduler::ScheduleGroup').filter(({ id }) => !/Digest|RollUp/.test(id));
    expect(groups).toHaveLength(ids.length);
    const names = stack.ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => String(Properties.AlarmName));
    expect(new Set(names).size).toBe(names.length);
  });

  test('have outputs by which people find them', () => {
    for (const name of ['StorageObserve', 'WebhookDeadLetters', 'DeliveryFailedAssess', 'ABObserve', 'AB6Observe']) {
      expect(stack.outputs).toContain(name);
    }
  });

  test('have one more for each function that saves or copies, where there is one', () => {
    expect(synthesised(saving).outputs).toContain('ShopBackup');
    expect(synthesised(copying).outputs).toContain('ShopCopy');
    expect(stack.outputs.filter((name) => /(?:Backup|Copy)$/.test(name))).toEqual([]);
  });

  test('have a row each on the dashboard of their environment', () => {
    const body = JSON.stringify(stack.one('AWS::CloudWatch::Dashboard').Properties);
    for (const id of ids) expect(body).toContain(`${id}: findings`);
  });
});

describe('The dashboard', () => {
  const body = JSON.stringify(synthesised(everything).one('AWS::CloudWatch::Dashboard').Properties);

  test.each([
    ['findings', ['CriticalFindings', 'WarningFindings']],
    ['audits', ['AuditsCompleted']],
    ['how long functions took, failed and waited', ['Duration', 'Errors', 'Throttles']],
    ['what was given up on', ['ApproximateNumberOfMessagesVisible']],
    ['calls that a schedule could not make', ['TargetErrorCount']],
    ['messages', ['NumberOfMessagesPublished', 'NumberOfNotificationsDelivered', 'NumberOfNotificationsFailed']],
    ['where to read on', ['https://wiki.example.com/runbook']],
  ])('shows %s', (_, words) => {
    for (const word of words) expect(body).toContain(word);
  });

  test.each([
    ['saves', saving, ['shop: saves, runs', 'shop: saves, milliseconds']],
    ['copies', copying, ['shop: copies, runs', 'shop: copies, milliseconds', 'shop: copies, complete sets']],
    ['digests', everything, ['Digests, runs', 'Digests, milliseconds', 'Digests, given up on']],
  ])('has a row for %s where they are declared', (_, declared, titles) => {
    const of = (stack: Declared) => JSON.stringify(synthesised(stack).one('AWS::CloudWatch::Dashboard').Properties);
    for (const title of titles) expect(of(declared)).toContain(title);
    for (const title of titles) expect(of({})).not.toContain(title);
  });
});
