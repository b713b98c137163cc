/**
 * Commands and subcommands of Redis 6.0 to 8.0 and Valkey 8.1 to 9.1 (as `COMMAND` lists them) that no row describes
 * by itself; separated by spaces.
 */

/** Flagged `fast` by the server. */
export const otherFastCommands =
  'bitfield_ro delifeq getbit hexists hexpire hexpireat hexpiretime hgetdel hgetex hlen hpersist hpexpire hpexpireat ' +
  'hpexpiretime hpttl hsetex hsetnx hstrlen httl lolwut pfadd smove vcard vdim vemb vgetattr vinfo vlinks vsetattr ' +
  'xack xlen xsetid zcard zcount zlexcount zmscore zrank zrevrank';

/** Not flagged `fast`. */
export const otherSlowCommands =
  'clusterscan function function|dump function|kill function|list function|stats geoadd geodist geohash geopos lcs ' +
  'lmove pfdebug pfselftest pubsub pubsub|channels pubsub|numpat pubsub|numsub pubsub|shardchannels ' +
  'pubsub|shardnumsub rpoplpush script script|debug script|exists script|kill script|show setbit stralgo vadd ' +
  'vismember vrandmember vrem vsim xgroup xgroup|create xgroup|createconsumer xgroup|delconsumer xgroup|destroy ' +
  'xgroup|setid xinfo xinfo|consumers xinfo|groups zrandmember';

/** Subcommands of commands that a row describes as a whole. */
export const subcommands =
  'acl|cat acl|deluser acl|dryrun acl|genpass acl|getuser acl|list acl|load acl|log acl|save acl|setuser acl|users ' +
  'acl|whoami client|caching client|capa client|getname client|getredir client|id client|import-source client|info ' +
  'client|no-evict client|no-touch client|reply client|setinfo client|setname client|tracking client|trackinginfo ' +
  'client|unblock cluster|bumpepoch cluster|cancelslotmigrations cluster|count-failure-reports cluster|failover ' +
  'cluster|flushslot cluster|flushslots cluster|forget cluster|getslotmigrations cluster|info cluster|keyslot ' +
  'cluster|links cluster|meet cluster|myid cluster|myshardid cluster|replicas cluster|replicate cluster|reset ' +
  'cluster|saveconfig cluster|set-config-epoch cluster|slaves cluster|slot-stats commandlog|get commandlog|len ' +
  'commandlog|reset command|count command|docs command|getkeys command|getkeysandflags command|info command|list ' +
  'latency|doctor latency|graph latency|histogram latency|history latency|latest latency|reset memory|doctor ' +
  'memory|malloc-stats memory|purge memory|stats module|list module|load module|loadex module|unload ' +
  'object|encoding object|freq object|idletime object|refcount slowlog|get slowlog|len slowlog|reset';
