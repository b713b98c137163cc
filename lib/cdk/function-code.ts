import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { DeployedCluster } from '../config/environment/deployed-cluster.ts';
import type { DeployedDigest } from '../config/environment/deployed-digest.ts';
import type { DeployedNodes } from '../config/environment/deployed-nodes.ts';
import { CLUSTER_FILE, DIGEST_FILE, RULES_FILE } from '../constants.ts';
import { UsageError } from '../core/errors.ts';
import type { RuleScript } from '../local-rules/open.ts';
import type { FunctionName } from './grants.ts';

/** Which of the bundles beside each other a function is made of. */
export interface FunctionBundle {
  /** Directory with a folder for each function, as `scripts/bundle.mjs` writes it. */
  readonly bundles: string;
  readonly name: FunctionName;
  /** Takes the variant with the tracer in it. */
  readonly tracing: boolean;
  /** Written beside the code; left out where a function works for no cluster in particular. */
  readonly cluster?: DeployedCluster | DeployedNodes;
  /** The same for the function that sums up several. */
  readonly digest?: DeployedDigest;
  /** The team's own rules, beside the code of what reads or judges by them. */
  readonly rules?: RuleScript;
}

/**
 * Puts together what one function is given, hands it over, and takes it away again: by then the CDK has its copy. The
 * hash is made of the contents alone, so that an update of one cluster's declaration touches the functions of no other.
 *
 * @throws UsageError when there is no such bundle
 */
export function withFunctionCode<T>(bundle: FunctionBundle, use: (code: Code) => T): T {
  const source = join(bundle.bundles, bundle.tracing ? `${bundle.name}-traced` : bundle.name, 'index.js');
  if (!existsSync(source)) {
    throw new UsageError(`${source} is not there`, 'Make the bundles first: node scripts/bundle.mjs');
  }
  const { cluster, digest = cluster } = bundle;
  const declaration = digest === undefined ? undefined : `${JSON.stringify(digest, null, 2)}\n`;
  const rules = bundle.rules === undefined ? undefined : JSON.stringify(bundle.rules);
  const directory = mkdtempSync(join(tmpdir(), 'auditor-function-'));
  try {
    copyFileSync(source, join(directory, 'index.js'));
    if (declaration !== undefined)
      writeFileSync(join(directory, cluster === undefined ? DIGEST_FILE : CLUSTER_FILE), declaration);
    if (rules !== undefined) writeFileSync(join(directory, RULES_FILE), rules);
    const assetHash = hashOf(source, declaration, rules);
    return use(Code.fromAsset(directory, { assetHash, assetHashType: AssetHashType.CUSTOM }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function hashOf(source: string, declaration = '', rules?: string): string {
  const hash = createHash('sha256').update(readFileSync(source)).update('\0').update(declaration);
  return (rules === undefined ? hash : hash.update('\0').update(rules)).digest('hex');
}
