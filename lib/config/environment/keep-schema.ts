import * as v from 'valibot';

export type Keep = v.InferOutput<typeof keepSchema>;

const many = (most: number) => v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most)));

/** Which sets of RDBs stay when there is a new one: what either of them keeps does. */
export const keepSchema = v.pipe(
  v.strictObject({
    /** So many of the newest complete sets. */
    count: many(10_000),
    /** Sets that were begun within so many days. */
    days: many(36_500),
  }),
  v.check(
    ({ count, days }) => count !== undefined || days !== undefined,
    'says nothing: name how many sets stay (count), for how many days (days), or both',
  ),
);
