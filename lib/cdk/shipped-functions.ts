import type { Environment } from '../config/environment/schema.ts';
import type { FunctionName } from './grants.ts';

/** The functions that an environment is deployed with. */
export function shippedFunctions({ alerts, digest, clusters }: Environment): readonly FunctionName[] {
  const wanted: Readonly<Record<FunctionName, boolean>> = {
    observe: true,
    assess: true,
    backup: clusters.some(({ backup }) => backup?.save !== undefined),
    copy: clusters.some(({ backup }) => backup?.copy !== undefined),
    digest: digest !== undefined,
    compact: true,
    slack: alerts.webhook !== undefined,
    pagerduty: alerts.pagerduty !== undefined,
  };
  return (Object.keys(wanted) as FunctionName[]).filter((name) => wanted[name]);
}
