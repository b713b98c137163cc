import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Lines of INFO that tell about this machine, and what stands in their place. */
const replaced: Readonly<Record<string, string>> = {
  executable: '/usr/bin/redis-server',
  config_file: '/etc/redis/redis.conf',
  os: 'Linux 6.1.0 x86_64',
};

function fileOf(label: string, name: string): URL {
  return new URL(`../../test/replies/${label}/${name}`, import.meta.url);
}

async function save(label: string, name: string, text: string): Promise<void> {
  const file = fileOf(label, name);
  await mkdir(dirname(file.pathname), { recursive: true });
  await writeFile(file, text);
}

/** Line ends stay as the server sent them. */
export async function saveText(label: string, name: string, reply: unknown): Promise<void> {
  const scrub = (line: string, key: string): string => (key in replaced ? `${key}:${replaced[key]}` : line);
  await save(label, `${name}.txt`, String(reply).replace(/^([a-z_]+):[^\r\n]*/gm, scrub));
}

/** Bytes become `{"base64": "..."}`. */
export async function saveJson(label: string, name: string, reply: unknown): Promise<void> {
  await save(label, `${name}.json`, `${JSON.stringify(bytesAsBase64(reply), null, 1)}\n`);
}

function bytesAsBase64(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) return { base64: reply.toString('base64') };
  return Array.isArray(reply) ? reply.map(bytesAsBase64) : reply;
}

/** Adds to the errors that earlier runs recorded for this label. */
export async function mergeErrors(label: string, errors: Readonly<Record<string, string>>): Promise<void> {
  const before = await readFile(fileOf(label, 'errors.json'), 'utf8').catch(() => '{}');
  const merged = { ...(JSON.parse(before) as Record<string, string>), ...errors };
  const sorted = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => a.localeCompare(b)));
  await save(label, 'errors.json', `${JSON.stringify(sorted, null, 1)}\n`);
}
