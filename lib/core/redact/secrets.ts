import type { SecretFound, SecretKind } from '../facts.ts';

/**
 * What credentials look like. Each is told by a form that hardly anything else has: a finding about a harmless word
 * would make people look into the slow log for nothing. The log cuts arguments at 128 bytes, so none asks for an end.
 */
const forms: readonly (readonly [SecretKind, RegExp])[] = [
  ['private key', /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY-----/],
  ['AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['GitHub token', /\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})/],
  ['GitLab token', /\bglpat-[\w-]{20}/],
  ['Google API key', /\bAIza[\w-]{35}/],
  ['JSON web token', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}/],
  ['Slack token', /\bxox[abeoprs]-[\w-]{10,}/],
  ['Stripe key', /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ['password in a URL', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,64}:[^\s/:@]{3,64}@/i],
  [
    'named password or token',
    /(?:passw(?:or)?d|secret|(?:api|private|secret)[_-]?key|(?:access|auth|bearer|refresh)[_-]?token)["']?(?:=|\s*:\s*["'])["']?[^\s"'&(*<,{}]{4}/i,
  ],
];

/**
 * Which arguments of a command look like credentials: place and form, never the thing itself.
 *
 * @param args the command's name and its arguments, as the slow log holds them
 */
export function secretsIn(args: readonly Buffer[]): readonly SecretFound[] {
  return args.slice(1).flatMap((arg, index) => {
    const text = arg.toString('latin1');
    const found = forms.find(([, form]) => form.test(text));
    return found === undefined ? [] : [{ argument: index + 1, kind: found[0] }];
  });
}
