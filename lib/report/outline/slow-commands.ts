import type { AuditResult, Explanation, SlowCommand } from '../../core/result.ts';

/** Shapes that one explanation fits. The same command can have two: what a PSYNC means depends on its arguments. */
export interface SlowGroup {
  readonly name: string;
  readonly kind: string;
  readonly explanation: Explanation;
  /** Longest first. */
  readonly shapes: readonly SlowCommand[];
}

/** Slow commands by what they have in common, the most time in total first. */
export function slowGroupsOf(result: AuditResult): readonly SlowGroup[] {
  const groups = Map.groupBy(
    result.slowCommands,
    ({ command, explanation }) => `${command} ${explanation.answer ?? ''}`,
  );
  return [...groups.values()]
    .sort((a, b) => total(b) - total(a))
    .flatMap((alike) => {
      const shapes = alike.toSorted((a, b) => b.longestUs - a.longestUs);
      const [first] = shapes;
      if (first === undefined) return [];
      const name = first.command.replaceAll('|', ' ').toUpperCase();
      return [{ name, kind: first.kind, explanation: first.explanation, shapes }];
    });
}

function total(shapes: readonly SlowCommand[]): number {
  return shapes.reduce((sum, shape) => sum + shape.totalUs, 0);
}

const kinds: Readonly<Record<string, string>> = {
  internal: 'no application sends it on purpose',
  admin: 'sent by operators, monitors and client libraries',
  topology: 'sent by client libraries that look for the nodes',
  'whole collection': 'reads a whole collection',
  script: 'a script or a transaction',
  pubsub: 'publish and subscribe',
};

/** Who should care; a kind without words of its own is its own word. */
export function kindWords(kind: string): string {
  return kinds[kind] ?? kind;
}
