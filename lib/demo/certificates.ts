import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
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

/** For how many days certificates are valid: 90 unless said, so that nobody is told that they expire soon. */
export interface CertificateDays {
  readonly authority?: number;
  readonly server?: number;
}

const USUAL_DAYS = 90;

/**
 * Makes an authority, and certificates signed by it for servers and for clients.
 *
 * @throws LocalClusterError `no-certificates` when `openssl` is missing or fails
 */
export async function makeCertificates(directory: string, days: CertificateDays = {}): Promise<CertificateFiles> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'openssl.cnf'), extensions);
  await makeAuthority(directory, days.authority ?? USUAL_DAYS);
  await makeKey(directory, 'server');
  await renewServerCertificate(directory, days.server);
  await makeKey(directory, 'client');
  await sign(directory, 'client', 'local client', USUAL_DAYS);
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

/**
 * Signs the servers' certificate anew, with the key that it has. A server shows the old one until it is told to read it.
 *
 * @param directory in which {@link makeCertificates} has made everything
 * @throws LocalClusterError `no-certificates`
 */
export async function renewServerCertificate(directory: string, days = USUAL_DAYS): Promise<void> {
  await sign(directory, 'server', 'localhost', days);
}

async function makeAuthority(directory: string, days: number): Promise<void> {
  await makeKey(directory, 'ca');
  const request = ['req', '-new', '-x509', '-config', 'openssl.cnf', '-extensions', 'authority', '-days', String(days)];
  await openssl(directory, [...request, '-subj', '/CN=local authority', '-key', 'ca.key', '-out', 'ca.crt']);
}

/** In the steps that every openssl and LibreSSL knows: key, request, signature. */
async function sign(directory: string, name: string, subject: string, days: number): Promise<void> {
  const request = ['req', '-new', '-config', 'openssl.cnf', '-subj', `/CN=${subject}`, '-key', `${name}.key`];
  await openssl(directory, [...request, '-out', `${name}.csr`]);
  // No two of an authority may have the same one.
  const serial = `0x${randomBytes(8).toString('hex')}`;
  const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', serial, '-days', String(days)];
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
