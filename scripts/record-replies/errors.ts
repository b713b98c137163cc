import { createConnection } from 'node:net';
import type { Address } from '../../lib/core/address.ts';
import { connect, errorOf, pause, type Server } from './connect.ts';

const PASSWORD = 'planted-password';

/** Questions of an audit, each refused to a user who may only PING. */
const denied: readonly (readonly [string, ...string[]])[] = [
  ['INFO', 'server'],
  ['CONFIG', 'GET', 'save'],
  ['CLUSTER', 'NODES'],
  ['CLUSTER', 'INFO'],
  ['SLOWLOG', 'GET', '1'],
  ['LATENCY', 'LATEST'],
  ['ACL', 'GETUSER', 'default'],
];

/** Every error reply that an audit may meet, by what brings it about. */
export async function collectErrors(server: Server): Promise<Record<string, string>> {
  return {
    'unknown-command': await errorOf(server.call('NOSUCHCOMMAND', 'planted-argument')),
    'unknown-subcommand': await errorOf(server.call('CLUSTER', 'NOSUCH', 'planted-argument')),
    'wrong-arity': await errorOf(server.call('SLOWLOG', 'GET', 'a', 'b', 'c')),
    'syntax-error': await errorOf(server.call('CLIENT', 'LIST', 'NOSUCH', 'planted-argument')),
    'not-an-integer': await errorOf(server.call('SLOWLOG', 'GET', 'planted-argument')),
    'needless-password': await errorOf(server.call('AUTH', PASSWORD)),
    ...(await oldForms(server)),
    ...(await permissionErrors(server)),
    ...(await loginErrors(server)),
    busy: await busyError(server),
    'max-clients': await tooManyClients(server),
  };
}

/** What servers before 7.0 say to questions in the newer form. */
async function oldForms(server: Server): Promise<Record<string, string>> {
  const info = await errorOf(server.call('INFO', 'server', 'clients'));
  const config = await errorOf(server.call('CONFIG', 'GET', 'save', 'appendfsync'));
  return { ...(info && { 'several-sections': info }), ...(config && { 'several-directives': config }) };
}

async function permissionErrors(server: Server): Promise<Record<string, string>> {
  await server.call('ACL', 'SETUSER', 'lowly', 'on', `>${PASSWORD}`, '-@all', '+ping');
  const lowly = await connect(server.address);
  await lowly.call('AUTH', 'lowly', PASSWORD);
  const errors: Record<string, string> = {};
  for (const words of denied) {
    errors[`denied-${words.slice(0, 2).join('-').toLowerCase()}`] = await errorOf(lowly.call(...words));
  }
  lowly.disconnect();
  await server.call('ACL', 'DELUSER', 'lowly');
  return errors;
}

async function loginErrors(server: Server): Promise<Record<string, string>> {
  await server.call('CONFIG', 'SET', 'requirepass', PASSWORD);
  const stranger = await connect(server.address);
  const noauth = await errorOf(stranger.call('INFO', 'server'));
  const wrongpass = await errorOf(stranger.call('AUTH', 'default', 'planted-wrong-password'));
  stranger.disconnect();
  await server.call('CONFIG', 'SET', 'requirepass', '');
  return { noauth, wrongpass };
}

async function busyError(server: Server): Promise<string> {
  await server.call('CONFIG', 'SET', 'lua-time-limit', '20');
  const other = await connect(server.address);
  const endless = errorOf(other.call('EVAL', 'while true do end', '0'));
  await pause(200);
  const error = await errorOf(server.call('INFO', 'server'));
  await server.call('SCRIPT', 'KILL');
  await endless;
  other.disconnect();
  return error;
}

async function tooManyClients(server: Server): Promise<string> {
  const [, limit] = (await server.call('CONFIG', 'GET', 'maxclients')) as [string, string];
  await server.call('CONFIG', 'SET', 'maxclients', '1');
  const greeting = await greetingOf(server.address);
  await server.call('CONFIG', 'SET', 'maxclients', limit);
  return greeting.replace(/^-|\r\n$/g, '');
}

/** What a server sends to somebody who says nothing. */
function greetingOf(address: Address): Promise<string> {
  return new Promise((resolve, reject) => {
    createConnection(address)
      .once('error', reject)
      .once('data', (data) => resolve(data.toString()));
  });
}
