import { describe, expect, test } from '@jest/globals';
import type { ServerModule } from '../../../../lib/core/facts.ts';
import { rule } from '../../../../lib/core/rules/config/modules-differ.ts';
import { clusterFacts, nodeId } from '../../../builders/facts.ts';
import { verdict } from '../../../builders/verdict.ts';

describe('config/modules-differ', () => {
  const withModules = (modules: readonly ServerModule[]) => {
    const facts = clusterFacts();
    const nodes = facts.nodes.map((node) =>
      node.nodeId === nodeId(7004) && node.info.state === 'ok'
        ? { ...node, info: { ...node.info, value: { ...node.info.value, modules } } }
        : node,
    );
    return { now: { ...facts, nodes } };
  };

  test('passes where no node has any', () => {
    expect(verdict(rule, withModules([]))).toMatchObject({ status: 'pass', evidence: { modules: 'none' } });
  });

  test('passes where one node is of a newer version that brings vector sets along', () => {
    expect(verdict(rule, withModules([{ name: 'vectorset', version: '1' }]))).toMatchObject({ status: 'pass' });
  });

  test('fails where one node has another', () => {
    expect(verdict(rule, withModules([{ name: 'bf', version: '20400' }]))).toMatchObject({
      status: 'fail',
      message: 'not the same modules everywhere: none on 5; bf 20400 on 1',
    });
  });
});
