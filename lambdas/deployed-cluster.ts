import { type DeployedCluster, parseDeployedCluster } from '../lib/config/environment/deployed-cluster.ts';
import { type DeployedDigest, parseDeployedDigest } from '../lib/config/environment/deployed-digest.ts';
import { CLUSTER_FILE, DIGEST_FILE } from '../lib/constants.ts';
import type { Rule } from '../lib/core/rule.ts';
import { besideTheCode, shipped } from './beside-the-code.ts';

/**
 * The cluster that this function works for.
 *
 * @param catalogue every rule there is for it
 * @throws FunctionError when the file is not there, ConfigError for what is wrong in it
 */
export async function deployedCluster(catalogue: readonly Rule[], directory = besideTheCode): Promise<DeployedCluster> {
  return parseDeployedCluster(await shipped(directory, CLUSTER_FILE), catalogue);
}

/** The same for the function that sums up. */
export async function deployedDigest(catalogue: readonly Rule[], directory = besideTheCode): Promise<DeployedDigest> {
  return parseDeployedDigest(await shipped(directory, DIGEST_FILE), catalogue);
}
