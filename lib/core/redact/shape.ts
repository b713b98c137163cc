import { shortHash } from '../fingerprint.ts';
import { commandName, subcommandName } from './command-names.ts';
import { directiveName } from './directive-names.ts';
import { keyPosition } from './key-positions.ts';

/** A command as it may be stored. */
export interface CommandShape {
  /** Lower case, with its subcommand: `cluster|slots`. `<unknown>` where the name itself may be a secret. */
  readonly command: string;
  /** `GET sess:*`, `LRANGE list:* 0 -1`, `PSYNC ? -1`, `SET sess:* …` */
  readonly shape: string;
  /** Identity of the shape. */
  readonly pattern: string;
  /** Arguments after the command's name, as many as the client sent. */
  readonly argumentCount: number;
}

/** What stands for arguments that are not shown; without their number, so that equal work has one shape. */
const MORE = '…';

/** CONFIG GET takes any number of names; this many are enough to know who asks. */
const MAX_DIRECTIVES = 8;

/** Indexes of ranges are shown up to here: beyond it every page of a long list would be a shape of its own. */
const MAX_INDEX = 100;

type Describe = (args: readonly string[]) => readonly string[];

const replconfOptions = new Set(
  (
    'ack capa fack getack ip-address listening-port main-ch-client-id rdb-channel rdb-filter-only rdb-only ' +
    'set-cluster-node-id set-rdb-client-id version'
  ).split(' '),
);

/** Commands whose arguments say what they do. A map: a command may be called `constructor`. */
const describers: ReadonlyMap<string, Describe> = new Map<string, Describe>([
  ['psync', ([id, offset = '', ...rest]) => [...psync(id, offset), ...more(rest)]],
  ['replconf', ([option = '']) => [replconfOptions.has(option.toLowerCase()) ? option.toLowerCase() : '<option>']],
  ...['eval', 'eval_ro', 'evalsha', 'evalsha_ro'].map((name): [string, Describe] => [name, () => ['<script>']]),
  ...['fcall', 'fcall_ro'].map((name): [string, Describe] => [name, () => ['<function>']]),
  [
    'config|get',
    (names) => [...names.slice(0, MAX_DIRECTIVES).map(directiveName), ...more(names.slice(MAX_DIRECTIVES))],
  ],
  ['config|set', ([name = '', , ...rest]) => [directiveName(name), '*', ...more(rest)]],
  ['lindex', (args) => range(args, 1)],
  ['lrange', (args) => range(args, 2)],
  ['ltrim', (args) => range(args, 2)],
  ['zrange', (args) => (byRank(args) ? range(args, 2) : keysOf('zrange', args))],
  ['zrevrange', (args) => range(args, 2)],
  ['zremrangebyrank', (args) => range(args, 2)],
  ['xread', streams],
  ['xreadgroup', streams],
]);

/**
 * Reduces a command with its arguments, as the slow log holds them, to what it does: no value, no script and of keys
 * only a plain first segment survives. What is not known to be harmless is left out.
 */
export function shapeOf(args: readonly Buffer[]): CommandShape {
  const { words, argumentCount } = uncut(args);
  const [first = '', second = ''] = words;
  const name = commandName(first);
  if (name === undefined) return shaped('<unknown>', ['<unknown>', ...more(words.slice(1))], argumentCount);
  const subcommand = subcommandName(name, second);
  if (subcommand === undefined) {
    return shaped(name, [name.toUpperCase(), ...describe(name, words.slice(1))], argumentCount);
  }
  const command = `${name}|${subcommand}`;
  const heading = [name.toUpperCase(), subcommand.toUpperCase()];
  return shaped(command, [...heading, ...describe(command, words.slice(2))], argumentCount);
}

function shaped(command: string, words: readonly string[], argumentCount: number): CommandShape {
  const shape = words.join(' ');
  return { command, shape, pattern: shortHash([shape]), argumentCount };
}

/** Of more than 32 arguments the log keeps 31 and says in the last place how many are missing. */
function uncut(args: readonly Buffer[]): { words: readonly string[]; argumentCount: number } {
  const words = args.map((arg) => arg.toString('latin1'));
  const missing = words.length === 32 ? /^\.\.\. \((\d+) more arguments\)$/.exec(words[31] ?? '')?.[1] : undefined;
  if (missing === undefined) return { words, argumentCount: Math.max(0, words.length - 1) };
  return { words, argumentCount: 30 + Number(missing) };
}

function describe(command: string, args: readonly string[]): readonly string[] {
  return describers.get(command)?.(args) ?? keysOf(command, args);
}

function keysOf(command: string, args: readonly string[]): readonly string[] {
  const position = keyPosition(command);
  if (position === undefined) return more(args);
  const keys = args.slice(position.first, position.first + position.shown);
  return [...keys.map(keyShape), ...more(args.slice(keys.length))];
}

function more(args: readonly string[]): readonly string[] {
  return args.length === 0 ? [] : [MORE];
}

/**
 * Keeps the first segment of a key where it is a plain word, as namespaces are. Anything else may be somebody's
 * name or token: `alice.smith@example.org` has a first segment too.
 */
function keyShape(key: string): string {
  const segment = /^([A-Za-z_-]{1,16})([:|#/]|\.(?!\.))/.exec(key);
  if (segment === null || !/[A-Za-z]/.test(segment[0])) return '*';
  return segment[2] === '.' && key.includes('@') ? '*' : `${segment[0]}*`;
}

/** `? -1` and offset 1 ask for everything; any other offset for what was missed. */
function psync(id: string | undefined, offset: string): readonly string[] {
  if (id === '?') return ['?', /^-[1-3]$/.test(offset) ? offset : '<offset>'];
  return ['<id>', offset === '1' ? '1' : '<offset>'];
}

function range([key = '', ...rest]: readonly string[], indexes: number): readonly string[] {
  return [keyShape(key), ...rest.slice(0, indexes).map(index), ...more(rest.slice(indexes))];
}

function index(word: string): string {
  return /^-?\d{1,3}$/.test(word) && Math.abs(Number(word)) <= MAX_INDEX ? word : '<n>';
}

/** ZRANGE takes scores and members too; those are data. */
function byRank(args: readonly string[]): boolean {
  return !args.slice(3).some((word) => /^by(?:score|lex)$/i.test(word));
}

/** XREAD names its keys after the word STREAMS. */
function streams(args: readonly string[]): readonly string[] {
  const word = args.findIndex((each) => each.toLowerCase() === 'streams');
  const key = args[word + 1];
  return word === -1 || key === undefined ? more(args) : [keyShape(key), MORE];
}
