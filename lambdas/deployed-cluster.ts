import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeployedCluster, parseDeployedCluster } from '../lib/config/environment/deployed-cluster.ts';
import { type DeployedDigest, parseDeployedDigest } from '../lib/config/environment/deployed-digest.ts';
import { CLUSTER_FILE, DIGEST_FILE } from '../lib/constants.ts';
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
  return parseDeployedCluster(await shipped(directory, CLUSTER_FILE), rules);
}

/** The same for the function that sums up. */
export async function deployedDigest(directory = besideTheCode): Promise<DeployedDigest> {
  return parseDeployedDigest(await shipped(directory, DIGEST_FILE), rules);
}

async function shipped(directory: string, file: string): Promise<string> {
  const path = join(directory, file);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FunctionError(
      `${path} cannot be read`,
      'Deploy the stack again: it puts the file beside the code.',
      cause,
    );
  });
}
