/** Where a command's keys stand among its arguments; with a subcommand, among those after it. */
export interface KeyPosition {
  /** Index of the first key. */
  readonly first: number;
  /** Keys that are shown: more would make the shape depend on how many were sent. */
  readonly shown: 1 | 2;
}

/** The pattern of KEYS begins like the keys it looks for, so it counts as one. */
const firstArgument = `
  append bitcount bitfield bitfield_ro bitpos decr decrby delex delifeq digest dump expire expireat expiretime get
  getbit getdel getex getrange getset incr incrby incrbyfloat move persist pexpire pexpireat pexpiretime psetex pttl
  restore restore-asking set setbit setex setnx setrange strlen substr ttl type
  hdel hexists hexpire hexpireat hexpiretime hget hgetall hgetdel hgetex hincrby hincrbyfloat hkeys hlen hmget hmset
  hpersist hpexpire hpexpireat hpexpiretime hpttl hrandfield hscan hset hsetex hsetnx hstrlen httl hvals
  lindex linsert llen lpop lpos lpush lpushx lrange lrem lset ltrim rpop rpush rpushx
  sadd scard sismember smembers smismember spop srandmember srem sscan
  zadd zcard zcount zincrby zlexcount zmscore zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrank zrem
  zremrangebylex zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore
  xack xackdel xadd xautoclaim xclaim xdel xdelex xlen xpending xrange xrevrange xsetid xtrim
  geoadd geodist geohash geopos georadius georadius_ro georadiusbymember georadiusbymember_ro geosearch pfadd
  vadd vcard vdim vemb vgetattr vinfo vismember vlinks vrandmember vrange vrem vsetattr vsim
  sort sort_ro zdiffstore zinterstore zunionstore
  blpop brpop bzpopmax bzpopmin del exists mget mset msetnx pfcount pfmerge sdiff sdiffstore sinter sinterstore
  sunion sunionstore touch unlink watch keys
`;

const firstTwoArguments = `
  blmove brpoplpush copy geosearchstore lcs lmove rename renamenx rpoplpush smove zrangestore
`;

/** After a count of keys, or after the operation of BITOP. */
const secondArgument = 'bitop lmpop msetex sintercard zdiff zinter zintercard zmpop zunion';

/** After a timeout and a count of keys. */
const thirdArgument = 'blmpop bzmpop';

const afterSubcommand = `
  debug|object memory|usage object|encoding object|freq object|idletime object|refcount xgroup|create
  xgroup|createconsumer xgroup|delconsumer xgroup|destroy xgroup|setid xinfo|consumers xinfo|groups xinfo|stream
`;

const positions = new Map<string, KeyPosition>([
  ...listed(firstArgument, { first: 0, shown: 1 }),
  ...listed(firstTwoArguments, { first: 0, shown: 2 }),
  ...listed(secondArgument, { first: 1, shown: 1 }),
  ...listed(thirdArgument, { first: 2, shown: 1 }),
  ...listed(afterSubcommand, { first: 0, shown: 1 }),
]);

function listed(names: string, position: KeyPosition): [string, KeyPosition][] {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => [name, position]);
}

/** @param command with its subcommand, `object|encoding`; undefined for one whose arguments may be anything */
export function keyPosition(command: string): KeyPosition | undefined {
  return positions.get(command);
}
