/** How a finding of a rule that does not apply begins, as this version writes it; one in another form is merely parsed. */
const SKIPPED = new RegExp(
  `\\{"schemaVersion":1,"kind":"finding"${['runId', 'clusterId', 'audit', 'scheduledAt', 'rule', 'severity']
    .map((name) => `,"${name}":"[^"\\\\]*"`)
    .join('')},"status":"skipped"`,
  'y',
);

/**
 * The lines of unpacked JSON lines.
 *
 * @param dropSkipped leaves out findings of rules that do not apply. They are most lines, so that they are told by how
 * they begin, and never become texts of their own.
 */
export function* linesIn(bytes: Buffer, dropSkipped: boolean): Generator<string> {
  // One character for each byte: places in it are places in the bytes.
  const text = bytes.toString('latin1');
  const isSkipped = (from: number): boolean => {
    SKIPPED.lastIndex = from;
    return SKIPPED.test(text);
  };
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    if (to > from && !(dropSkipped && isSkipped(from))) yield bytes.toString('utf8', from, to);
    from = to + 1;
  }
}
