import { parseAddress } from './address.ts';
import type { FixStep } from './rule.ts';

/** A step of a remedy, ready to show. */
export interface ReadyStep {
  readonly kind: 'sentence' | 'command';
  readonly text: string;
}

export function readySteps(steps: readonly FixStep[], address: string | undefined): readonly ReadyStep[] {
  const place = placeOf(address);
  return steps.map((step) =>
    typeof step === 'string' ? { kind: 'sentence', text: step } : { kind: 'command', text: filledIn(step.run, place) },
  );
}

/** A command with a node's host and port; without an address it has the words HOST and PORT, to be filled in by hand. */
export function commandFor(command: string, address: string | undefined): string {
  return filledIn(command, placeOf(address));
}

function placeOf(address: string | undefined): { readonly host: string; readonly port: string } {
  const at = address === undefined ? null : parseAddress(address);
  return at === null ? { host: 'HOST', port: 'PORT' } : { host: shellWord(at.host), port: String(at.port) };
}

function filledIn(command: string, { host, port }: ReturnType<typeof placeOf>): string {
  return command.replaceAll('{host}', host).replaceAll('{port}', port);
}

/** Nodes announce their names themselves, and what is pasted into a shell must not do more than it shows. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9._:%-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
