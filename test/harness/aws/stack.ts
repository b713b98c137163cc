import { callQuery } from './calls.ts';
import type { Emulator } from './emulator.ts';

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  /** Name, ARN or URL, as the type has it. */
  readonly id: string;
}

/** What a stack consists of; empty when there is no such stack. */
export async function resourcesOf(emulator: Emulator, stackName: string): Promise<readonly StackResource[]> {
  const input = { Action: 'DescribeStackResources', Version: '2010-05-15', StackName: stackName };
  const xml = await callQuery(emulator, 'cloudformation', input).catch((error: unknown) => {
    if (String(error).includes('does not exist')) return '';
    throw error;
  });
  return [...xml.matchAll(/<member>.*?<\/member>/gs)].map(([member]) => ({
    type: element(member, 'ResourceType'),
    logicalId: element(member, 'LogicalResourceId'),
    id: element(member, 'PhysicalResourceId'),
  }));
}

/** The one resource of a type, or of those whose logical id fits. */
export function only(resources: readonly StackResource[], type: string, logicalId = /^/): StackResource {
  const found = resources.filter((each) => each.type === type && logicalId.test(each.logicalId));
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const names = found.map((each) => each.logicalId).join(', ');
  throw new Error(`${found.length} resources of ${type} like ${logicalId}: ${names}`);
}

/** Names of the stacks that are there. */
export async function stackNames(emulator: Emulator): Promise<readonly string[]> {
  const xml = await callQuery(emulator, 'cloudformation', { Action: 'DescribeStacks', Version: '2010-05-15' });
  return [...xml.matchAll(/<StackName>(.*?)<\/StackName>/g)].map(([, name = '']) => name);
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(xml)?.[1] ?? '';
}
