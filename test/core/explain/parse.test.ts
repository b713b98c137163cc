import { describe, expect, test } from '@jest/globals';
import { parseCommandText } from '../../../lib/core/explain/explain.ts';
import { editDistance, nearestNames } from '../../../lib/core/explain/nearest.ts';

describe('a command as somebody types it', () => {
  test.each([
    ['CLUSTER SLOTS', 'cluster|slots'],
    ['  cluster   slots ', 'cluster|slots'],
    ['cluster|slots', 'cluster|slots'],
    ['PSYNC ? -1', 'psync'],
    ['get user:42', 'get'],
    ['CONFIG GET *', 'config|get'],
    ['config', 'config'],
    ['XINFO STREAM orders FULL', 'xinfo|stream'],
    ['FT.SEARCH index query', 'ft.search'],
    ['GEOADD', 'geoadd'],
  ])('%j is %s', (text, command) => {
    expect(parseCommandText(text)).toMatchObject({ known: true, command });
  });

  test('keeps the arguments, for an answer that depends on them', () => {
    expect(parseCommandText('psync ? -1')).toEqual({ known: true, command: 'psync', shape: 'psync ? -1' });
  });
});

describe('a command that does not exist', () => {
  test.each([
    ['CLUSTER SLOTZ', ['CLUSTER SLOTS']],
    ['CLUSTER STOLS', ['CLUSTER SLOTS']],
    ['PSNYC', ['PSYNC', 'SYNC']],
    ['HGETAL key', ['HGETALL', 'HGET', 'HGETDEL']],
    ['CLUTSER SLOTS', ['CLUSTER SLOTS']],
    ['CONFIG FROBNICATE', []],
    ['WHATEVER', []],
    ['', []],
    ['.', []],
  ])('%j: did you mean %j?', (text, nearest) => {
    expect(parseCommandText(text)).toEqual({ known: false, nearest });
  });
});

describe('the distance of two texts', () => {
  test.each([
    ['slots', 'slots', 0],
    ['slotz', 'slots', 1],
    ['slot', 'slots', 1],
    ['slotts', 'slots', 1],
    ['lsots', 'slots', 1],
    ['nodes', 'slots', 4],
    ['', 'get', 3],
  ])('%j and %j: %i', (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });

  test('short names are meant only when one letter is off', () => {
    expect(nearestNames('gat', ['get', 'gut', 'set', 'ping'])).toEqual(['get', 'gut']);
  });
});
