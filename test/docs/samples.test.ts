import { expect, test } from '@jest/globals';
import { blocksOf, handwrittenPages } from './pages.ts';
import { scenes } from './scenes.ts';
import { missingFrom, samplesIn } from './shown.ts';
import { stageTimeoutMs, useStage } from './stage.ts';

const stage = useStage();
const blocks = handwrittenPages()
  .flatMap(blocksOf)
  .filter(({ language }) => language === 'console')
  .map((block) => ({ ...block, place: `${block.page}:${block.line}` }));

/** Words that are others at each run. */
function timeless(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME').replace(/took \d+(\.\d+)? m?s/g, 'took TIME');
}

test.each(blocks)(
  'what $place shows ($heading) is printed word for word',
  async ({ page, heading, lines }) => {
    const scene = page === 'docs/runbook.md' ? scenes[heading] : { prepare: async () => undefined };
    if (scene === undefined) throw new Error('say in scenes.ts how this comes about');
    const { run, real, shown } = stage();
    await scene.prepare(stage());
    try {
      let before = 0;
      for (const { command, output } of samplesIn(lines)) {
        const { code, stdout, stderr } = await run(real(command === 'echo $?' ? `echo ${before}` : command));
        const printed = timeless(shown(stdout + stderr));
        expect({ printed, missing: missingFrom(printed, output.map(timeless)) }).toEqual({
          printed,
          missing: undefined,
        });
        before = code ?? 255;
      }
    } finally {
      await scene.clear?.(stage());
    }
  },
  stageTimeoutMs,
);

test('no scene is prepared that the runbook does not show', () => {
  const headings = blocks.filter(({ page }) => page === 'docs/runbook.md').map(({ heading }) => heading);
  expect(Object.keys(scenes).sort()).toEqual([...new Set(headings)].sort());
});
