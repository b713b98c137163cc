import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeployedCluster } from '../lib/config/environment/deployed-cluster.ts';
import { parseDeployedCluster } from '../lib/config/environment/parse-deployed-cluster.ts';
import { CLUSTER_FILE } from '../lib/constants.ts';
import { FunctionError } from '../lib/core/errors.ts';
import { rules } from '../lib/core/rules/index.ts';

/** Where the code is, and the declaration of the cluster beside it. */
const besideTheCode = import.meta.dirname;

/**
 * The cluster that this function works for.
 *
 * @throws FunctionError when the file is not there or is no JSON, ConfigError for what is wrong in it
 */
export async function deployedCluster(directory = besideTheCode): Promise<DeployedCluster> {
  const path = join(directory, CLUSTER_FILE);
  const hint = 'Deploy the stack again: it puts the file beside the code.';
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FunctionError(`${path} cannot be read`, hint, cause);
  });
  return parseDeployedCluster(jsonIn(text, path, hint), rules);
}

function jsonIn(text: string, path: string, hint: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FunctionError(`${path} is no JSON`, hint, cause);
  }
}
