import { callRest } from './calls.ts';
import type { Emulator } from './emulator.ts';

/** What Scheduler tells of a schedule. */
export interface ScheduleDescription {
  readonly Name: string;
  readonly GroupName: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: string;
  readonly Target: {
    readonly Arn: string;
    readonly Input: string;
    readonly DeadLetterConfig?: { readonly Arn: string };
    readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds: number; readonly MaximumRetryAttempts: number };
  };
}

/** All schedules of the account. */
export async function schedulesOf(emulator: Emulator): Promise<readonly ScheduleDescription[]> {
  const { Schedules } = await callRest<{ Schedules: readonly { Name: string; GroupName: string }[] }>(
    emulator,
    'scheduler',
    'GET /schedules',
  );
  const describe = ({ Name, GroupName }: { Name: string; GroupName: string }) =>
    callRest<ScheduleDescription>(emulator, 'scheduler', `GET /schedules/${Name}?groupName=${GroupName}`);
  return Promise.all(Schedules.map(describe));
}

/**
 * Calls the target of a schedule once more, by a schedule of its own that does that once and goes.
 *
 * @returns the scheduled time
 */
export async function scheduleOnce(emulator: Emulator, like: ScheduleDescription, inMs = 1000): Promise<string> {
  const due = new Date(Date.now() + inMs).toISOString().slice(0, 19);
  await callRest(emulator, 'scheduler', `POST /schedules/once-${Date.now()}`, {
    GroupName: like.GroupName,
    ScheduleExpression: `at(${due})`,
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: like.Target,
  });
  return `${due}Z`;
}
