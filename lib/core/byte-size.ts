const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `1 byte`, `512 bytes`, `2.1 MiB`, `64 MiB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} ${Math.round(bytes) === 1 ? 'byte' : 'bytes'}`;
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  const size = bytes / 2 ** (10 * power);
  return `${size < 10 ? Math.round(size * 10) / 10 : Math.round(size)} ${units[power - 1]}`;
}
