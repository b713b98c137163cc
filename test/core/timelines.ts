import type { Timeline } from './timeline-player.ts';

const hour = 60;

/** How an alert begins and ends. */
export const beginningsAndEnds: readonly Timeline[] = [
  {
    name: 'a check that never fails says nothing',
    audits: `
      a     . . .
      mail  · · ·`,
  },
  {
    name: 'the first failure fires, and is told once',
    audits: `
      a     F  F F
      mail  +a · ·`,
  },
  {
    name: 'its end is told once',
    audits: `
      a     F  .  .
      mail  +a -a ·`,
  },
  {
    name: 'at audit 3 the node stops answering, two failures are wanted: told at 4, not at 5, resolved at 7',
    failureThreshold: 2,
    audits: `
      unreachable  . . F F            F F .            .
      mail         · · · +unreachable · · -unreachable ·`,
  },
  {
    name: 'what ended while it waited was never told, and its end is not',
    failureThreshold: 3,
    audits: `
      a     F F . .
      mail  · · · ·`,
  },
  {
    name: 'a pass in between starts the count of failures anew',
    failureThreshold: 2,
    audits: `
      a     F . F . F F
      mail  · · · · · +a`,
  },
  {
    name: 'one pass is not enough where two are wanted',
    successThreshold: 2,
    audits: `
      a     F  . .  .
      mail  +a · -a ·`,
  },
  {
    name: 'a failure in between starts the count of passes anew, and is the same alert',
    successThreshold: 2,
    audits: `
      a     F  . F . F . .
      mail  +a · · · · · -a`,
  },
  {
    name: 'while passes are counted no failures are wanted to go on firing',
    failureThreshold: 2,
    successThreshold: 2,
    audits: `
      a     F F  . F . .
      mail  · +a · · · -a`,
  },
  {
    name: 'a failure after the end is a new alert',
    audits: `
      a     F  .  . F  .
      mail  +a -a · +a -a`,
  },
  {
    name: 'a new alert has to wait again',
    failureThreshold: 2,
    audits: `
      a     F F  .  F F
      mail  · +a -a · +a`,
  },
  {
    name: 'a check that no longer applies ends its alert at once, however many passes are wanted',
    successThreshold: 3,
    audits: `
      a     F  s
      mail  +a -a`,
  },
  {
    name: 'a rule that is switched off ends its alerts',
    audits: `
      a     F  o
      mail  +a -a`,
  },
  {
    name: 'a node that has left ends its alerts',
    audits: `
      a     F  _  _
      gone  ·  x  x
      mail  +a -a ·`,
  },
  {
    name: 'of a node that left while its alert waited nothing is told',
    failureThreshold: 2,
    audits: `
      a     F _ _
      gone  · x x
      mail  · · ·`,
  },
  {
    name: 'a shard whose slots another one serves is gone, and so are its alerts',
    audits: `
      shard2  F       _
      merged  ·       x
      mail    +shard2 -shard2`,
  },
];

/** Not having looked is not "fine", and not "fixed". */
export const notLooked: readonly Timeline[] = [
  {
    name: 'not having looked ends no alert',
    audits: `
      a     F  u u .
      mail  +a · · -a`,
  },
  {
    name: 'not having looked begins none',
    audits: `
      a     u u u
      mail  · · ·`,
  },
  {
    name: 'not having looked is no failure',
    failureThreshold: 2,
    audits: `
      a     F u F
      mail  · · +a`,
  },
  {
    name: 'not having looked is no pass either',
    successThreshold: 2,
    audits: `
      a     F  . u .
      mail  +a · · -a`,
  },
  {
    name: 'an audit that does not run the rule changes nothing',
    failureThreshold: 2,
    audits: `
      a     F _ F  _ .
      mail  · · +a · -a`,
  },
  {
    name: 'a value that hovers below its limit does not end an alert',
    audits: `
      a     F  n F n .
      mail  +a · · · -a`,
  },
  {
    name: 'a value that hovers below its limit begins none',
    audits: `
      a     n n n
      mail  · · ·`,
  },
  {
    name: 'a value that hovers keeps an alert waiting',
    failureThreshold: 2,
    audits: `
      a     F n F
      mail  · · +a`,
  },
];

/** More and less urgent. */
export const urgency: readonly Timeline[] = [
  {
    name: 'what becomes more urgent is told again',
    audits: `
      w     F  F Fc F
      mail  +w · !w ·`,
  },
  {
    name: 'what becomes less urgent is not told',
    audits: `
      a     F  Fw F .
      mail  +a ·  · -a`,
  },
  {
    name: 'what becomes less urgent and then as urgent as it was told is not told again',
    audits: `
      a     F  Fw Fc
      mail  +a ·  ·`,
  },
  {
    name: 'a warning that fires for too long is told as critical, once',
    minutes: hour,
    settings: { escalateAfterHours: 2 },
    audits: `
      w     F  F F  F .
      mail  +w · !w · -w`,
  },
  {
    name: 'a warning is a warning however long it fires, unless that is configured',
    minutes: 6 * hour,
    settings: { repeatHours: { critical: 4, warning: 0 } },
    audits: `
      w     F  F F F F F
      mail  +w · · · · ·`,
  },
  {
    name: 'its age begins anew with a new alert',
    minutes: hour,
    settings: { escalateAfterHours: 2 },
    audits: `
      w     F  F .  F  F F
      mail  +w · -w +w · !w`,
  },
  {
    name: 'what is critical by its age is reminded of like what is critical',
    minutes: 2 * hour,
    settings: { escalateAfterHours: 2 },
    audits: `
      w     F  F  F F  F F
      mail  +w !w · =w · =w`,
  },
];

/** Reminders. */
export const reminders: readonly Timeline[] = [
  {
    name: 'what is critical is told again after four hours',
    minutes: hour,
    audits: `
      a     F  F F F F  F F F F
      mail  +a · · · =a · · · =a`,
  },
  {
    name: 'a reminder waits for the next audit when its time has come',
    minutes: 90,
    audits: `
      a     F  F F F  F F F
      mail  +a · · =a · · =a`,
  },
  {
    name: 'a warning is told again after a day',
    minutes: 12 * hour,
    audits: `
      w     F  F F  F F
      mail  +w · =w · =w`,
  },
  {
    name: 'info is never told again',
    minutes: 12 * hour,
    audits: `
      i     F    F F F F
      a     F    . . . .
      mail  +a+i -a · · ·`,
  },
  {
    name: 'there are no reminders where they are switched off',
    minutes: 12 * hour,
    settings: { repeatHours: { critical: 0, warning: 0 } },
    audits: `
      a     F  F F F F
      mail  +a · · · ·`,
  },
  {
    name: 'nobody is told that it still fires by an audit that has not seen it fail',
    minutes: 2 * hour,
    audits: `
      a     F  F u _ n F
      mail  +a · · · · =a`,
  },
  {
    name: 'a new alert has a time of its own',
    minutes: 2 * hour,
    audits: `
      a     F  .  F  F F
      mail  +a -a +a · =a`,
  },
  {
    name: 'what became more urgent is reminded of from then on',
    minutes: 2 * hour,
    audits: `
      w     F  Fc Fc Fc
      mail  +w !w ·  =w`,
  },
  {
    name: 'what is due within half of its time goes along: one reminder instead of two',
    minutes: hour,
    audits: `
      a     F  F  F F F    F F F F
      c     .  F  F F F    F F F F
      mail  +a +c · · =a=c · · · =a=c`,
  },
  {
    name: 'what was told a moment ago does not go along',
    minutes: hour,
    audits: `
      a     F  F F F  F  F F F
      c     .  . . F  F  F F F
      mail  +a · · +c =a · · =a=c`,
  },
];

/** One message for a cluster and an audit. */
export const grouping: readonly Timeline[] = [
  {
    name: 'what begins together is told together',
    audits: `
      a     F    F
      c     F    F
      mail  +a+c ·`,
  },
  {
    name: 'of a group that grows only what is new is told',
    audits: `
      a     F  F  F
      c     .  F  F
      w     .  .  F
      mail  +a +c +w`,
  },
  {
    name: 'of a group that shrinks only what is over is told',
    audits: `
      a     F    F  .
      c     F    .  .
      mail  +a+c -c -a`,
  },
  {
    name: 'an end and a beginning are one message',
    audits: `
      a     F  .
      c     .  F
      mail  +a +c-a`,
  },
  {
    name: 'info is not told by itself',
    audits: `
      i     F F .
      mail  · · ·`,
  },
  {
    name: 'info goes along with the next message, and its end is told',
    audits: `
      i     F F    .
      a     . F    F
      mail  · +a+i -i`,
  },
  {
    name: 'info that becomes a warning is told',
    audits: `
      i     F Fw
      mail  · +i`,
  },
];

/** What follows from something worse is not told by itself. */
export const muting: readonly Timeline[] = [
  {
    name: 'what does not answer says it for all that is on it',
    audits: `
      unreachable  .  F            F  .
      a            .  F            F  .
      mail         ·  +unreachable ·  -unreachable`,
  },
  {
    name: 'what is muted and outlives its muter is told then',
    audits: `
      unreachable  F            .              .
      a            F            F              F
      mail         +unreachable +a-unreachable ·`,
  },
  {
    name: 'what ended while it was muted is not told',
    audits: `
      unreachable  F            F .            .
      a            F            . .            .
      mail         +unreachable · -unreachable ·`,
  },
  {
    name: 'what was told before it was muted is told to be over all the same',
    audits: `
      unreachable  .  F            F  .
      a            F  u            .  .
      mail         +a +unreachable -a -unreachable`,
  },
  {
    name: 'what was muted is told when an audit has seen it fail again, not before',
    audits: `
      unreachable  F            .            . .
      a            F            _            u F
      mail         +unreachable -unreachable · +a`,
  },
  {
    name: 'what was muted and is found to be over by the next audit that looks is not told',
    audits: `
      unreachable  F            .            .
      a            F            _            .
      mail         +unreachable -unreachable ·`,
  },
  {
    name: 'slots that nobody serves hide no node that is down, as that may be another one; it hides what is on it',
    audits: `
      uncovered    F          F .                       .
      unreachable  F          F F                       .
      a            F          F F                       F
      mail         +uncovered+unreachable · -uncovered  +a-unreachable`,
  },
  {
    name: 'reminders of what is muted are not sent either',
    minutes: 2 * hour,
    audits: `
      unreachable  .  F            F .               
      a            F  F            F F               
      mail         +a +unreachable · -unreachable=a`,
  },
  {
    name: 'what becomes more urgent while it is muted is told afterwards',
    audits: `
      unreachable  .  F            F  .
      w            F  F            Fc Fc
      mail         +w +unreachable ·  !w-unreachable`,
  },
  {
    name: 'a shard mutes what is in it, not a node of which nobody knows the shard',
    audits: `
      failover  F           .
      r         F           .
      z         F           .
      mail      +failover+z -failover-z`,
  },
];

/** What comes and goes. */
export const flapping: readonly Timeline[] = [
  {
    name: 'up to four changes within six hours are told one by one',
    audits: `
      a     F  .  F  .  . .
      mail  +a -a +a -a · ·`,
  },
  {
    name: 'the fifth change says that it flaps, and then nothing is said',
    audits: `
      a     F  .  F  .  F  . F . F
      mail  +a -a +a -a ~a · · · ·`,
  },
  {
    name: 'when it has fired for six hours without a change, that is told',
    minutes: hour,
    settings: { repeatHours: { critical: 0, warning: 0 } },
    audits: `
      a     F  .  F  .  F  F F F F F F  F
      mail  +a -a +a -a ~a · · · · · ^a ·`,
  },
  {
    name: 'when it has passed for six hours without a change, that is told',
    minutes: hour,
    audits: `
      a     F  .  F  .  F  . . . . . . .  .
      mail  +a -a +a -a ~a · · · · · · -a ·`,
  },
  {
    name: 'changes that are far apart are no flapping',
    minutes: 2 * hour,
    audits: `
      a     F  .  F  .  F  .  F  .
      mail  +a -a +a -a +a -a +a -a`,
  },
  {
    name: 'not having looked is not steady',
    minutes: hour,
    settings: { repeatHours: { critical: 0, warning: 0 } },
    audits: `
      a     F  .  F  .  F  u u u u u u u F
      mail  +a -a +a -a ~a · · · · · · · ^a`,
  },
  {
    name: 'changes that nobody was told of count as well: after the muter it flaps',
    audits: `
      unreachable  F            F F F F .              .
      a            F            . F . F F              F
      mail         +unreachable · · · · -unreachable~a ·`,
  },
  {
    name: 'a node that has left flaps no more',
    audits: `
      a     F  .  F  .  F  _
      gone  ·  ·  ·  ·  ·  x
      mail  +a -a +a -a ~a -a`,
  },
  {
    name: 'no reminder is sent of what flaps',
    minutes: 30,
    settings: { repeatHours: { critical: 1, warning: 0 } },
    audits: `
      a     F  .  F  .  F  F F F F
      mail  +a -a +a -a ~a · · · ·`,
  },
];

/** While a shard changes. */
export const quietTime: readonly Timeline[] = [
  {
    name: 'a warning about a shard that failed over waits, and is told when it still fires after five minutes',
    minutes: 1,
    audits: `
      failover  F         .         . . . .  .
      w         F         F         F F F F  F
      mail      +failover -failover · · · +w ·`,
  },
  {
    name: 'a warning that came and went while it was quiet is not told',
    minutes: 1,
    audits: `
      failover  F         .         . . . . .
      w         .         F         F . . . .
      mail      +failover -failover · · · · ·`,
  },
  {
    name: 'what is critical is told at once',
    minutes: 1,
    audits: `
      failover  F           .
      a         F           F
      mail      +a+failover -failover`,
  },
  {
    name: 'other shards are not quiet',
    minutes: 1,
    audits: `
      failover  F           .
      v         F           F
      mail      +failover+v -failover`,
  },
  {
    name: 'what began before the failover is told as ever',
    minutes: 1,
    failureThreshold: 1,
    audits: `
      failover  .  F         .         .
      w         F  F         F         .
      mail      +w +failover -failover -w`,
  },
  {
    name: 'it is quiet while slots are moved, and for five minutes after that',
    audits: `
      open  x x . . .
      w     F F F F F
      mail  · · +w · ·`,
  },
  {
    name: 'slots that were moved between two audits make both shards quiet',
    minutes: 1,
    audits: `
      merged  . x x x x x x  x
      w       . F F F F F F  F
      mail    · · · · · · +w ·`,
  },
  {
    name: 'slots that stay open for an hour are no upheaval any more',
    minutes: 15,
    audits: `
      open  x x x x x  x
      w     F F F F F  F
      mail  · · · · +w ·`,
  },
  {
    name: 'there is no quiet time where it is switched off',
    settings: { quietSeconds: 0 },
    audits: `
      failover  F           .
      w         F           F
      mail      +failover+w -failover`,
  },
];

/** Each sink hears what it does not know. */
export const sinks: readonly Timeline[] = [
  {
    name: 'what a sink refused is told at the next audit',
    audits: `
      a     F   F  F
      mail  +a? +a ·`,
  },
  {
    name: 'what a sink refused may have arrived, so its end is told',
    audits: `
      a     F   .  .
      mail  +a? -a ·`,
  },
  {
    name: 'an end that was refused is told at the next audit',
    audits: `
      a     F  .   .  .
      mail  +a -a? -a ·`,
  },
  {
    name: 'one sink that is down does not make another one hear things twice',
    audits: `
      a     F   F   F  .
      mail  +a  ·   ·  -a
      chat  +a? +a? +a -a`,
  },
  {
    name: 'a sink that was down hears how it is then, not how it was',
    audits: `
      a     F   .   .  .
      c     .   F   F  F
      mail  +a  +c-a  ·    ·
      chat  +a? +c-a? +c-a ·`,
  },
  {
    name: 'a sink that is added is told what fires, and not what was over before',
    audits: `
      a     F  F  F  .
      c     F  .  .  .
      mail  +a+c -c ·  -a
      chat  _    _  +a -a`,
  },
  {
    name: 'nobody waits for a sink that was removed',
    audits: `
      a     F  .   .
      mail  +a -a  ·
      chat  +a? _  _`,
  },
  {
    name: 'an end that was refused and is undone by the next failure: that sink hears that it fires',
    audits: `
      a     F  .   F
      mail  +a -a  +a
      chat  +a -a? +a`,
  },
  {
    name: 'an end that was refused is not told while the alert waits to fire again',
    failureThreshold: 2,
    audits: `
      a     F F  .   F F
      mail  · +a -a? · +a`,
  },
  {
    name: 'and is told when it does not',
    failureThreshold: 2,
    audits: `
      a     F F  .   F .
      mail  · +a -a? · -a`,
  },
  {
    name: 'a reminder that was refused is told at the next audit',
    minutes: 4 * hour,
    audits: `
      a     F  F   F  F
      mail  +a =a? +a =a`,
  },
  {
    name: 'a sink that has never heard of what flaps is told that it does',
    audits: `
      a     F  .  F  .  F  F
      mail  +a -a +a -a ~a ·
      chat  _  _  _  _  _  ~a`,
  },
  {
    name: 'a message about flapping that was refused is told again',
    audits: `
      a     F  .  F  .  F   .  F
      mail  +a -a +a -a ~a? ~a ·`,
  },
  {
    name: 'info that was refused waits for company again',
    audits: `
      a     F     F  . 
      i     F     F  F 
      mail  +a+i? +a+i -a`,
  },
  {
    name: 'a process that dies before it has saved tells twice, and the end once',
    audits: `
      a      F    F .
      crash  x    · ·
      mail   +a+a · -a`,
  },
  {
    name: 'a process that dies while it tells an end tells it twice',
    audits: `
      a      F  .    .
      crash  ·  x    ·
      mail   +a -a-a ·`,
  },
];

/** Silences of `aof/*`. */
export const silences: readonly Timeline[] = [
  {
    name: 'what is silenced is told to each sink when it still fires, and the rest at once',
    audits: `
      a         F  F  F  .
      v         F  F  F  F
      silenced  x  x  ·  ·
      mail      +v ·  +a -a
      chat      +v ·  +a -a`,
  },
  {
    name: 'a reminder waits for the end of a silence',
    minutes: 4 * hour,
    audits: `
      a         F  F  F  F
      silenced  ·  x  ·  ·
      mail      +a ·  =a =a`,
  },
  {
    name: 'the end of what was told is told under a silence too, and only where it was told',
    audits: `
      a         F  F  .
      silenced  ·  x  x
      mail      +a ·  -a
      chat      _  ·  ·`,
  },
  {
    name: 'what was more than silenced waits for an audit that sees it fail again',
    audits: `
      a            F            F  u  F
      unreachable  F            F  .  .
      silenced     ·            ·  x  ·
      mail         +unreachable ·  -unreachable +a`,
  },
  {
    name: 'a message that was refused is told again when the silence ends, and its end in any case',
    audits: `
      a         F   F  F  F   F .
      silenced  ·   x  ·  ·   x x
      mail      +a? ·  +a ·   · -a`,
  },
];
