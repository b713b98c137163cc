import { type Absent, failed } from '../observed.ts';

/** An answer in a form that this version does not know. @param question what was asked, `CLUSTER NODES` */
export function unknownForm(question: string): Absent {
  return failed('unparsable', `${question} was answered in a form that this version does not know`);
}

export function isTexts(reply: unknown): reply is readonly string[] {
  return Array.isArray(reply) && reply.every((each) => typeof each === 'string');
}

export function isListOf<T>(reply: unknown, isElement: (each: unknown) => each is T): reply is readonly T[] {
  return Array.isArray(reply) && reply.every(isElement);
}

export function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** The last second that a date can be made of. */
export const LAST_UNIX_SECOND = 8.64e12;

/** Seconds since 1970 that can be shown as a date. */
export function isUnixSeconds(value: unknown): value is number {
  return isInteger(value) && Math.abs(value) <= LAST_UNIX_SECOND;
}
