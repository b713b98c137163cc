import { existsSync } from 'node:fs';

/** `prod` names `environments/prod.yaml`; everything else is a path. */
export function configPath(file: string): string {
  return /^[\w-]+$/.test(file) && !existsSync(file) ? `environments/${file}.yaml` : file;
}
