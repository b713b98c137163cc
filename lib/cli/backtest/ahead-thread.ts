/** Runs in a thread of its own: judges the audits of a period, and sends what it makes of each. */
import { parentPort, workerData } from 'node:worker_threads';
import { joinedCopies } from '../../adapters/stores/shared/copies-records.ts';
import { joinedFactArchive } from '../../adapters/stores/shared/records.ts';
import { judgeAhead } from '../../judge-ahead.ts';
import { openStoreToRead } from '../open-store.ts';
import type { AheadWork } from './ahead.ts';
import { rulesByKind } from './rules-by-kind.ts';

const { store, rules, ...work } = workerData as AheadWork;
const objects = await openStoreToRead(store);
const tools = { facts: joinedFactArchive(objects), copies: joinedCopies(objects) };
for await (const note of judgeAhead({ ...work, rulesOf: rulesByKind(rules) }, tools)) parentPort?.postMessage(note);
