/** Runs in a thread of its own: judges the audits of a period, and sends what it makes of each. */
import { parentPort, workerData } from 'node:worker_threads';
import { joinedCopies } from '../../adapters/stores/shared/copies-records.ts';
import { joinedFactArchive } from '../../adapters/stores/shared/records.ts';
import type { AheadNote } from '../../core/backtest/ahead.ts';
import { judgeAhead } from '../../judge-ahead.ts';
import { openStoreToRead } from '../open-store.ts';
import type { AheadWork } from './ahead.ts';
import { rulesByKind } from './rules-by-kind.ts';

/** Notes in one message. */
const MOST_NOTES = 200;

const { store, rules, ...work } = workerData as AheadWork;
const objects = await openStoreToRead(store);
const tools = { facts: joinedFactArchive(objects), copies: joinedCopies(objects) };
// Many at a time: what is the same in them is there once.
let notes: AheadNote[] = [];
const send = (): void => {
  parentPort?.postMessage(notes);
  notes = [];
};
for await (const note of judgeAhead({ ...work, rulesOf: rulesByKind(rules) }, tools)) {
  notes.push(note);
  if (notes.length >= MOST_NOTES) send();
}
send();
