import * as v from 'valibot';

/** A time in hours; alerts are counted in audits, so what it comes to is rounded up to the next one. */
const hours = (least: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(8760));

/** When people are told, and when they are told again. */
export const alertSettingsSchema = v.strictObject({
  /** Hours after which what still fires is told again; 0 for never. `info` is never told again by itself. */
  repeatHours: v.optional(v.strictObject({ critical: v.optional(hours(0), 4), warning: v.optional(hours(0), 24) }), {}),
  /** Hours after which a warning that still fires is told as critical; left out, it never is. */
  escalateAfterHours: v.exactOptional(hours(0.01)),
  flapping: v.optional(
    v.strictObject({
      /** More changes than these between firing and resolved are told once, together. */
      changes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(100)), 4),
      /** Within so many hours; and for so long it has to be steady before it is told of again. */
      withinHours: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(168)), 6),
    }),
    {},
  ),
  /** Seconds after a failover or a reshard in which what is no more than a warning about that shard waits; 0 for none. */
  quietSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(86_400)), 300),
});

export type AlertSettings = v.InferOutput<typeof alertSettingsSchema>;

export const defaultAlertSettings: AlertSettings = v.parse(alertSettingsSchema, {});
