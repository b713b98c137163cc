/** Name of a place in the documentation → the text that belongs there. */
export type Sections = Readonly<Record<string, string>>;

/**
 * Puts each section between its two marks, `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`.
 *
 * @param kind first word of the marks
 * @throws Error when a section has no place in the text
 */
export function fillIn(text: string, sections: Sections, kind = 'bench'): string {
  return Object.entries(sections).reduce((filled, [name, section]) => {
    const [begin, end] = [`<!-- ${kind}:${name} -->`, `<!-- /${kind}:${name} -->`];
    const [from, to] = [filled.indexOf(begin), filled.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`there is no place for ${name}`);
    return `${filled.slice(0, from + begin.length)}\n\n${section}\n\n${filled.slice(to)}`;
  }, text);
}
