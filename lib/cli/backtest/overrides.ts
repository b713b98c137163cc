import type { Step } from '../../config/path.ts';
import { validate } from '../../config/problems.ts';
import { type Config, configSchema, type RuleSetting } from '../../config/schema.ts';
import { UsageError } from '../../core/errors.ts';
import type { Rule } from '../../core/rule.ts';
import { neutralText } from '../../report/neutral.ts';

type Settings = Config['rules'];

/** What stands beside the options of a rule; every other name is one of them. */
const own = ['severity', 'failureThreshold', 'successThreshold'];

interface Override {
  readonly rule: string;
  /** Undefined switches the rule off. */
  readonly name?: string;
  readonly value?: unknown;
}

/**
 * The settings of rules with those of `--set` over them: what is named is set, everything else stays as it is.
 *
 * @param texts `RULE.OPTION=VALUE` or `RULE=off`; values are read as JSON where they are JSON
 * @throws UsageError with everything that is wrong with any of them
 */
export function withOverrides(settings: Settings, texts: readonly string[], catalogue: readonly Rule[]): Settings {
  const parsed = texts.map(parse);
  const malformed = parsed.filter((each) => typeof each === 'string');
  const set = parsed.reduce<Settings>((all, each) => (typeof each === 'string' ? all : apply(all, each)), settings);
  const result = validate(configSchema(catalogue), { rules: set });
  const problems =
    'output' in result
      ? []
      : result.problems.map(
          ({ path, message, hint }) => `${placeOf(path)}${message}${hint === '' ? '' : ` (${hint})`}`,
        );
  if (malformed.length > 0 || !('output' in result)) {
    const hint = '`rules explain RULE` shows what can be set, and how';
    throw new UsageError([...malformed, ...problems].map(neutralText).join('\n'), hint);
  }
  return result.output.rules as Settings;
}

function parse(text: string): Override | string {
  const [, rule, name, value] = /^([a-z-]+\/[\w-]+)(?:\.(\w+))?=(.+)$/s.exec(text) ?? [];
  if (rule === undefined || value === undefined) return `--set ${text} is not of the form RULE.OPTION=VALUE`;
  if (name !== undefined) return { rule, name, value: read(value) };
  return value === 'off' ? { rule } : `--set ${text}: without the name of an option a rule can only be set to off`;
}

function read(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function apply(settings: Settings, { rule, name, value }: Override): Settings {
  const { off: _off, ...before }: RuleSetting = settings[rule] ?? {};
  if (name === undefined) return { ...settings, [rule]: { off: 'switched off with --set' } };
  if (own.includes(name)) return { ...settings, [rule]: { ...before, [name]: value } };
  return { ...settings, [rule]: { ...before, options: { ...before.options, [name]: value } } };
}

function placeOf(path: readonly Step[]): string {
  const [, rule, ...inside] = path;
  const name = inside.filter((step) => step !== 'options').join('.');
  return rule === undefined ? '' : `--set ${rule}${name === '' ? '' : `.${name}`}: `;
}
