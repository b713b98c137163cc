import { createHash, randomBytes } from 'node:crypto';

/** Words that must not come out anywhere, each with a part that nothing else in the world contains. */
export interface PlantedSecrets {
  /** The secret of this name; the same each time. */
  secret(this: void, name: string): string;
  /** Where any of them shows in a text, in clear or in another form: `password in stdout of audit, as base64`. */
  leaksIn(this: void, place: string, text: string): readonly string[];
  /** Names of all secrets that were planted until now. */
  names(this: void): readonly string[];
}

/** Letters, digits, and in a password what a URL and a YAML file have to escape. */
export function plantSecrets(): PlantedSecrets {
  const cores = new Map<string, string>();
  const coreOf = (name: string): string => {
    const core = cores.get(name) ?? `x${randomBytes(8).toString('hex')}`;
    cores.set(name, core);
    return core;
  };
  const secret = (name: string): string => (/password/i.test(name) ? `p@:/%&"${coreOf(name)}é#` : coreOf(name));
  return {
    secret,
    leaksIn(place, text) {
      const lower = text.toLowerCase();
      return [...cores].flatMap(([name, core]) =>
        forms(core, secret(name)).flatMap(([form, words]) =>
          (form === 'base64' ? text : lower).includes(words) ? [`${name} in ${place}, ${form}`] : [],
        ),
      );
    },
    names: () => [...cores.keys()],
  };
}

/** How a secret may come out; as base64 it looks different at each of three offsets. */
function forms(core: string, whole: string): readonly (readonly [form: string, words: string])[] {
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  return [
    // A part is as bad as the whole: what is cut off may still be half of a password.
    ['in clear', core.slice(1, 9)],
    ['in hex', Buffer.from(core).toString('hex')],
    ['hashed', hash(whole)],
    ...[0, 1, 2].map((offset) => {
      const text = Buffer.from(`${'\0'.repeat(offset)}${core}`).toString('base64');
      // The first and last letters hold bits of what stands beside the secret.
      return ['base64', text.slice(4, -4)] as const;
    }),
  ];
}
