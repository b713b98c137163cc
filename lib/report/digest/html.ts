import { contentHash } from '../../core/content-hash.ts';
import { escapeHtml } from './escape-html.ts';
import type { Cell, Figure, Outline, Section, Table, Tone } from './outline.ts';
import { pageStyle } from './style.ts';
import { sectionTitles } from './titles.ts';

/** Nothing is fetched from anywhere, nothing runs, and the one style is named by what it holds. */
const policy = `default-src 'none'; style-src '${contentHash(pageStyle)}'; base-uri 'none'; form-action 'none'`;

/** One page that needs nothing else: it can be mailed, printed, and opened from a disk in ten years. */
export function digestPage({ title, period, figures, sections }: Outline): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>${titleHtml(title)}</h1>
<p>${escapeHtml(period)}</p>
<dl class="figures">
${figures.map(figureHtml).join('\n')}
</dl>
</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
<footer><p>Redis Cluster Auditor. Times are UTC.</p></footer>
</body>
</html>
`;
}

function titleHtml(title: string): string {
  return escapeHtml(title).replace(/\d{4}-\d\d-\d\d$/, '<time datetime="$&">$&</time>');
}

function figureHtml({ label, value, tone }: Figure): string {
  return `<div><dt>${escapeHtml(label)}</dt><dd${classOf(tone)}>${escapeHtml(value)}</dd></div>`;
}

function sectionHtml({ id, notes, tables, tone }: Section): string {
  const paragraphs = notes.map((note) => `<p>${escapeHtml(note)}</p>`);
  return [
    `<section${classOf(tone)} aria-labelledby="${id}">`,
    `<h2 id="${id}">${escapeHtml(sectionTitles[id])}</h2>`,
    ...paragraphs,
    ...tables.flatMap(tableHtml),
    '</section>',
  ].join('\n');
}

function tableHtml({ caption, columns, rows, leftOut }: Table): readonly string[] {
  const heads = columns.map(({ title, align }) => `<th scope="col"${classOf(align)}>${escapeHtml(title)}</th>`);
  const lines = rows.map((row) => {
    const cells = row.map((cell, place) => cellHtml(cell, columns[place], place === 0));
    return `<tr>${cells.join('')}</tr>`;
  });
  const more = leftOut > 0 ? [`<p class="more">… and ${leftOut} more</p>`] : [];
  return [
    '<table>',
    `<caption>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${heads.join('')}</tr></thead>`,
    `<tbody>\n${lines.join('\n')}\n</tbody>`,
    '</table>',
    ...more,
  ];
}

function cellHtml({ text, tone, code }: Cell, column: Table['columns'][number] | undefined, isFirst: boolean): string {
  const words = code === true && text !== '' ? `<code>${escapeHtml(text)}</code>` : withTime(escapeHtml(text));
  const content = tone === undefined ? words : `<b${classOf(tone)}>${words}</b>`;
  const attributes = `${classOf(column?.align)} data-label="${escapeHtml(column?.title ?? '')}"`;
  // On a phone a cell is a label and one thing beside it, whatever is in that.
  const inner = `<span>${content}</span>`;
  return isFirst ? `<th scope="row"${attributes}>${inner}</th>` : `<td${attributes}>${inner}</td>`;
}

/** A time is not broken over two lines. */
function withTime(escaped: string): string {
  return escaped.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d)$/, '<time datetime="$1T$2Z">$1 $2</time>');
}

function classOf(name: Tone | 'right' | undefined): string {
  return name === undefined ? '' : ` class="${name}"`;
}
