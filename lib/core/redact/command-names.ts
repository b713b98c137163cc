import { knownCommands } from '../explain/commands.ts';

/** Commands whose first argument is a command of its own; an unlisted word there may be anything and is not kept. */
const subcommands: Readonly<Record<string, string>> = {
  acl: 'cat deluser dryrun genpass getuser help list load log save setuser users whoami',
  client:
    'caching capa getname getredir help id import-source info kill list no-evict no-touch pause reply setinfo ' +
    'setname tracking trackinginfo unblock unpause',
  cluster:
    'addslots addslotsrange bumpepoch cancelslotmigrations count-failure-reports countkeysinslot delslots ' +
    'delslotsrange failover flushslot flushslots forget getkeysinslot getslotmigrations help info keyslot links ' +
    'meet migrateslots migration myid myshardid nodes replicas replicate reset saveconfig set-config-epoch setslot ' +
    'shards slaves slot-stats slots syncslots',
  command: 'count docs getkeys getkeysandflags help info list',
  commandlog: 'get help len reset',
  config: 'get help resetstat rewrite set',
  debug:
    'change-repl-id digest digest-value dict-resizing flushall help htstats htstats-key jmap listpack loadaof ' +
    'mallctl mallctl-str object panic populate protocol quicklist-packed-threshold reload replicate restart ' +
    'sdslen segfault set-active-expire set-disable-deny-scripts sleep stringmatch-len ziplist',
  function: 'delete dump flush help kill list load restore stats',
  latency: 'doctor graph help histogram history latest reset',
  memory: 'doctor help malloc-stats purge stats usage',
  module: 'help list load loadex unload',
  object: 'encoding freq help idletime refcount',
  pubsub: 'channels help numpat numsub shardchannels shardnumsub',
  script: 'debug exists flush help kill load show',
  slowlog: 'get help len reset',
  xgroup: 'create createconsumer delconsumer destroy help setid',
  xinfo: 'consumers groups help stream',
};

const known = new Map(Object.entries(subcommands).map(([name, words]) => [name, new Set(words.split(' '))]));

/** Modules put a dot into the names of their commands: `ft.search`. */
const moduleName = /^(?=.{3,40}$)[a-z][a-z0-9_-]*\.[a-z][a-z0-9_.-]*$/;

/**
 * Lower case; undefined for a name that may not be shown. One that no engine has is what `rename-command` made of
 * another: chosen so that nobody can guess it, hence as secret as a password.
 */
export function commandName(word: string): string | undefined {
  const name = word.toLowerCase();
  const isKnown = !name.includes('|') && knownCommands().has(name);
  return isKnown || moduleName.test(name) ? name : undefined;
}

/** Lower case; undefined when the command has none, or not this one. */
export function subcommandName(command: string, word: string): string | undefined {
  const name = word.toLowerCase();
  return known.get(command)?.has(name) === true ? name : undefined;
}
