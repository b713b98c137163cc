import { type DeployedNodes, parseDeployedNodes } from '../lib/config/environment/deployed-nodes.ts';
import { CLUSTER_FILE } from '../lib/constants.ts';
import { besideTheCode, shipped } from './beside-the-code.ts';

/**
 * The cluster that this function saves or copies. Rules are no part of it: they would be a tenth of the bundle.
 *
 * @throws FunctionError when the file is not there, ConfigError for what is wrong in it
 */
export async function deployedNodes(directory = besideTheCode): Promise<DeployedNodes> {
  return parseDeployedNodes(await shipped(directory, CLUSTER_FILE));
}
