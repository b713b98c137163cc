import type { Digest } from '../../core/digest/digest.ts';
import type { Severity } from '../../core/finding.ts';
import { neutralise } from '../neutral.ts';
import { alertSections } from './alerts.ts';
import { changesSection } from './changes.ts';
import { coverageSection } from './coverage.ts';
import { lossSection, persistenceSection } from './persistence.ts';
import { silencedSection } from './silenced.ts';
import { slowSection } from './slow.ts';
import type { SectionId } from './titles.ts';
import { hasAudits, minute } from './words.ts';

/** How a cell is to be taken: as urgent as a severity, as worth a look, as all right. */
export type Tone = Severity | 'good';

/** A cell of a table: words, or something a node or a person typed, which is set apart. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  readonly code?: true;
}

export interface Table {
  /** What the rows are, for whoever cannot see the heading above. */
  readonly caption: string;
  readonly columns: readonly { readonly title: string; readonly align?: 'right' }[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that are not in the digest either. */
  readonly leftOut: number;
}

export interface Section {
  readonly id: SectionId;
  /** Plain sentences before the tables. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  /** Something in it wants to be looked at. */
  readonly tone?: Tone;
}

/** One number that everybody looks for first. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly tone?: Tone;
}

/** What a digest says, before it becomes a mail, a page or a message in a chat. Nothing in it can be obeyed by a terminal. */
export interface Outline {
  /** `Redis shop: week to 2026-11-27` */
  readonly title: string;
  readonly period: string;
  readonly figures: readonly Figure[];
  readonly sections: readonly Section[];
}

export function outlineOf(raw: Digest): Outline {
  const digest = neutralise(raw);
  const { cluster, period } = digest;
  return {
    title: `Redis ${cluster}: ${period.kind} to ${period.to.slice(0, 10)}`,
    period: `${minute(period.from)} to ${minute(period.to)} UTC`,
    figures: figuresOf(digest),
    sections: [
      ...blindSection(digest),
      ...alertSections(digest),
      silencedSection(digest),
      slowSection(digest),
      persistenceSection(digest),
      lossSection(digest),
      changesSection(digest),
      coverageSection(digest),
    ],
  };
}

function blindSection({ blind }: Digest): readonly Section[] {
  if (blind.length === 0) return [];
  return [{ id: 'blind', notes: blind, tables: [], tone: 'warning' }];
}

function figuresOf(digest: Digest): readonly Figure[] {
  const { began, ended, firing } = digest.alerts;
  const runs = digest.coverage.kinds.reduce((sum, kind) => sum + kind.runs, 0);
  const isLate = digest.coverage.kinds.some((kind) => kind.isLate);
  const [worst] = firing.shown;
  const fires = worst === undefined ? (hasAudits(digest) ? { tone: 'good' as const } : {}) : { tone: worst.severity };
  return [
    { label: firing.all === 1 ? 'still fires' : 'still fire', value: String(firing.all), ...fires },
    { label: 'began', value: String(began.all) },
    { label: 'ended', value: String(ended.all) },
    { label: 'silenced', value: String(digest.silences.length) },
    {
      label: runs === 1 ? 'audit' : 'audits',
      value: String(runs),
      ...(isLate || runs === 0 ? { tone: 'warning' } : {}),
    },
  ];
}
