import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalClusterError } from './local-cluster-error.ts';

/** Paths of PEM files made for one local cluster. */
export interface CertificateFiles {
  readonly ca: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** What a client needs to connect, as PEM text. */
export interface ClientTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const extensions = `
[req]
distinguished_name = name
prompt = no
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[server]
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
extendedKeyUsage = serverAuth, clientAuth
[client]
extendedKeyUsage = clientAuth
`;

/**
 * Makes an authority, and certificates signed by it for servers and for clients, valid for two days.
 *
 * @throws LocalClusterError `no-certificates` when `openssl` is missing or fails
 */
export async function makeCertificates(directory: string): Promise<CertificateFiles> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'openssl.cnf'), extensions);
  await makeAuthority(directory);
  await makeSigned(directory, 'server', 'localhost', 2);
  await makeSigned(directory, 'client', 'local client', 3);
  return {
    ca: join(directory, 'ca.crt'),
    serverCert: join(directory, 'server.crt'),
    serverKey: join(directory, 'server.key'),
    clientCert: join(directory, 'client.crt'),
    clientKey: join(directory, 'client.key'),
  };
}

export async function readClientTls(files: CertificateFiles): Promise<ClientTls> {
  const [ca, cert, key] = await Promise.all(
    [files.ca, files.clientCert, files.clientKey].map((file) => readFile(file, 'utf8')),
  );
  return { ca: ca ?? '', cert: cert ?? '', key: key ?? '' };
}

async function makeAuthority(directory: string): Promise<void> {
  await makeKey(directory, 'ca');
  const request = ['req', '-new', '-x509', '-config', 'openssl.cnf', '-extensions', 'authority', '-days', '2'];
  await openssl(directory, [...request, '-subj', '/CN=local authority', '-key', 'ca.key', '-out', 'ca.crt']);
}

/** In the steps that every openssl and LibreSSL knows: key, request, signature. */
async function makeSigned(directory: string, name: string, subject: string, serial: number): Promise<void> {
  await makeKey(directory, name);
  const request = ['req', '-new', '-config', 'openssl.cnf', '-subj', `/CN=${subject}`, '-key', `${name}.key`];
  await openssl(directory, [...request, '-out', `${name}.csr`]);
  const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', String(serial), '-days', '2'];
  const sections = ['-extfile', 'openssl.cnf', '-extensions', name];
  await openssl(directory, ['x509', '-req', '-in', `${name}.csr`, ...authority, ...sections, '-out', `${name}.crt`]);
}

async function makeKey(directory: string, name: string): Promise<void> {
  await openssl(directory, ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`]);
}

async function openssl(directory: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)('openssl', args, { cwd: directory }).catch((cause: unknown) => {
    throw new LocalClusterError('no-certificates', `openssl ${args[0]} failed; is openssl installed?`, '', cause);
  });
}
