/** Headings of the parts of a digest; in a mail they stand in capitals. */
export const sectionTitles = {
  blind: 'Could not look',
  firing: 'Still fires',
  began: 'Began',
  ended: 'Ended',
  messages: 'Messages',
  silenced: 'Silenced',
  slow: 'Slowest commands',
  persistence: 'Persistence',
  loss: 'Data-loss window',
  changes: 'Configuration and topology',
  coverage: 'Coverage of the audits',
} as const;

export type SectionId = keyof typeof sectionTitles;

/** The first line of a part of a digest, as a mail has it. */
export function isDigestHeading(line: string): boolean {
  return Object.values(sectionTitles).some((title) => title.toUpperCase() === line);
}
