import { type BacktestInput, type BacktestTools, caseOf, loadedRuns, warmUpFrom } from './backtest.ts';
import { type AheadNote, relay } from './core/backtest/ahead.ts';
import { blindSpots } from './core/backtest/blind-spots.ts';
import { judgeRun } from './core/backtest/replay.ts';
import { emptyBaselines } from './core/baselines.ts';
import { UnreadableObjectError } from './core/errors.ts';

/**
 * Judges the audits from a time on, without deciding on alerts: that needs what was told of all audits before.
 *
 * @param input its period is the one that is wanted of it
 * @throws StoreError when the store cannot be read at all
 */
export async function* judgeAhead(
  input: Pick<BacktestInput, 'cluster' | 'period' | 'rulesOf' | 'policy' | 'intervals'>,
  tools: Pick<BacktestTools, 'facts' | 'copies'>,
): AsyncGenerator<AheadNote> {
  const { period } = input;
  const blind = blindSpots();
  const handing = relay();
  let [baselines, started] = [emptyBaselines, false];
  const start = (): AheadNote => ({ kind: 'start', start: { baselines, failed: handing.failed() } });
  for await (const { run, loaded } of loadedRuns(input.cluster, { from: warmUpFrom(period), to: period.to }, tools)) {
    if (!started && run.scheduledAt >= period.from) yield start();
    started ||= run.scheduledAt >= period.from;
    if (loaded instanceof UnreadableObjectError) {
      if (started) yield { kind: 'unreadable', message: loaded.message };
      continue;
    }
    const judged = judgeRun(baselines, caseOf(loaded, input));
    baselines = judged.baselines;
    if (started) blind.add(judged.findings);
    const handed = handing.next(judged);
    if (started) yield { kind: 'run', run: handed };
  }
  if (!started) yield start();
  yield { kind: 'end', blind: blind.counted() };
}
