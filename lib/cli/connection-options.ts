import { type Command, InvalidArgumentError } from 'commander';
import { parseAddress } from '../core/address.ts';
import { parseDuration } from './duration.ts';

/** Adds what says how to reach the nodes and log in; the values are those of `ConnectionOptions`, and `timeout`. */
export function withConnectionOptions(command: Command): Command {
  return command
    .option('--user <name>', 'ACL user; the password is in the URL or in REDISCLI_AUTH')
    .option('--cacert <file>', 'CA certificate (PEM), for rediss://')
    .option('--cert <file>', "the auditor's own certificate (PEM), with --key")
    .option('--key <file>', 'key of that certificate (PEM)')
    .option('--sni <name>', 'name that the certificates carry, where nodes announce bare IPs')
    .option('--insecure', 'accept any certificate')
    .option('--nat <from=to>', 'connect to TO where a node announces FROM; repeat for each', collectNat)
    .option('--timeout <seconds>', 'wait so long for each reply', parseDuration);
}

/** @throws InvalidArgumentError, which the command line words with the option's name */
export function collectNat(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [from = '', to = '', ...more] = text.split('=');
  if (more.length > 0 || parseAddress(from) === null || parseAddress(to) === null) {
    throw new InvalidArgumentError('Write it as 10.0.0.1:6379=127.0.0.1:7001.');
  }
  return { ...before, [from]: to };
}
