import type { Baseline } from './baseline.ts';
import { baselineFor } from './baselines.ts';
import type { Evaluation } from './evaluate.ts';
import { fingerprinter } from './fingerprint.ts';
import type { Rule } from './rule.ts';
import { layOut, type Scene } from './scene.ts';

/** The facts as a rule sees them. Rules that compare with the same audits share one scene. */
export type Scenes = (rule: Pick<Rule, 'id' | 'area'>) => Scene;

/** Lays out each scene when it is first asked for. */
export function scenesOf(evaluation: Evaluation): Scenes {
  const scenes = new Map<Baseline, Scene>();
  const fingerprint = fingerprinter(evaluation.facts.cluster.id);
  return (rule) => {
    const baseline = baselineFor(evaluation.baselines, rule);
    const scene = scenes.get(baseline) ?? layOut(evaluation, baseline, fingerprint);
    scenes.set(baseline, scene);
    return scene;
  };
}
