import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certificateDates } from '../../lib/adapters/collectors/certificate-dates.ts';
import type { CertificateDates } from '../../lib/core/facts.ts';
import { type CertificateFiles, makeCertificates } from '../../lib/demo/certificates.ts';

const directory = mkdtempSync(join(tmpdir(), 'certificates-'));
let files: CertificateFiles;
beforeAll(async () => {
  files = await makeCertificates(directory, { authority: 5, server: 60 });
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What a client reads of a real server. */
async function read(settings: object): Promise<CertificateDates | null> {
  const server = createServer({ cert: readFileSync(files.serverCert), key: readFileSync(files.serverKey) });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, ...settings });
  await once(socket, 'secureConnect');
  const dates = certificateDates(socket);
  socket.destroy();
  server.close();
  return dates;
}

const daysUntil = (time = ''): number => Math.round((Date.parse(time) - Date.now()) / 86_400_000);

describe('the dates of the certificates that a server shows', () => {
  test('are its own, and that of the authority that signed it', async () => {
    const dates = await read({ ca: readFileSync(files.ca), servername: 'localhost' });
    expect([daysUntil(dates?.own), dates?.issuers.map(daysUntil)]).toEqual([60, [5]]);
    expect(dates?.own).toMatch(/T\d\d:\d\d:\d\d\.000Z$/);
  });

  test('are its own alone where the authority is not known', async () => {
    const dates = await read({ rejectUnauthorized: false });
    expect([daysUntil(dates?.own), dates?.issuers]).toEqual([60, []]);
  });

  test('cannot be told where it shows none', () => {
    expect(certificateDates({ getPeerCertificate: () => ({}) as never })).toBeNull();
  });
});
