/** Texts in one large text, each looked for once from the front to the back. */
function finder(text: string, wanted: string): (from: number, to: number) => boolean {
  let next = text.indexOf(wanted);
  return (from, to) => {
    if (next !== -1 && next < from) next = text.indexOf(wanted, from);
    return next !== -1 && next < to;
  };
}

/** How a finding begins that this version has written. */
const FINDING = '{"schemaVersion":1,"kind":"finding"';

/**
 * The lines of unpacked JSON lines.
 *
 * @param dropSkipped leaves out findings of rules that do not apply. They are most lines, so that they are told by their
 * text, and never become texts of their own. One with such words in its evidence has another status beside them.
 */
export function* linesIn(bytes: Buffer, dropSkipped: boolean): Generator<string> {
  // One character for each byte: places in it are places in the bytes.
  const text = bytes.toString('latin1');
  const saysSkipped = finder(text, '"status":"skipped"');
  const saysFail = finder(text, '"status":"fail"');
  const saysUnknown = finder(text, '"status":"unknown"');
  const isSkipped = (from: number, to: number): boolean =>
    saysSkipped(from, to) && !saysFail(from, to) && !saysUnknown(from, to) && text.startsWith(FINDING, from);
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    if (to > from && !(dropSkipped && isSkipped(from, to))) yield bytes.toString('utf8', from, to);
    from = to + 1;
  }
}
