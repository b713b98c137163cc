import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeployedCluster, parseDeployedCluster } from '../lib/config/environment/deployed-cluster.ts';
import { CLUSTER_FILE } from '../lib/constants.ts';
import { FunctionError } from '../lib/core/errors.ts';
import { rules } from '../lib/core/rules/index.ts';

/** Where the code is, and the declaration of the cluster beside it. */
const besideTheCode = import.meta.dirname;

/**
 * The cluster that this function works for.
 *
 * @throws FunctionError when the file is not there, ConfigError for what is wrong in it
 */
export async function deployedCluster(directory = besideTheCode): Promise<DeployedCluster> {
  const path = join(directory, CLUSTER_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FunctionError(
      `${path} cannot be read`,
      'Deploy the stack again: it puts the file beside the code.',
      cause,
    );
  });
  return parseDeployedCluster(text, rules);
}
