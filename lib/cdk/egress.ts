import { Stack } from 'aws-cdk-lib';
import {
  CfnVPCEndpoint,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors.ts';
import type { ClusterNetwork } from './cluster-network.ts';

/** One cluster's wish for a way out. */
export interface EgressClient {
  /** For messages. */
  readonly clusterId: string;
  readonly network: ClusterNetwork;
  /** Groups of the function: what may reach the endpoint. */
  readonly securityGroups: readonly ISecurityGroup[];
  /** A secret is read at run time. */
  readonly readsSecret: boolean;
}

export interface EgressProps {
  readonly vpc: IVpc;
  /** All clusters that are visited from this VPC: they share what is made, as a VPC takes it only once. */
  readonly clients: readonly EgressClient[];
}

/**
 * The ways out of one VPC that its clusters want, and no other. A gateway endpoint for S3 serves everything in its
 * route tables, so it has no policy of ours: that would cut off whoever else is there.
 */
export class Egress extends Construct {
  /** @throws UsageError when a cluster wants what cannot work */
  constructor(scope: Construct, id: string, { vpc, clients }: EgressProps) {
    super(scope, id);
    for (const client of clients) checkSecret(client);
    const byGateway = clients.filter(({ network }) => network.egress !== 'nat' && network.s3Endpoint !== 'existing');
    const routeTables = new Set(byGateway.flatMap(routeTablesOf));
    if (routeTables.size > 0) this.gatewayToS3(vpc, [...routeTables]);
    const byEndpoint = clients.filter(({ network, readsSecret }) => network.egress === 'endpoints' && readsSecret);
    const [first] = byEndpoint;
    if (first !== undefined) this.endpointToSecrets(vpc, first, byEndpoint);
  }

  private gatewayToS3(vpc: IVpc, routeTableIds: string[]): void {
    new CfnVPCEndpoint(this, 'S3', {
      vpcEndpointType: 'Gateway',
      serviceName: serviceName(this, 's3'),
      vpcId: vpc.vpcId,
      routeTableIds,
    });
  }

  /** In the subnets of the first cluster alone: an endpoint takes one subnet of a zone, and is reached from all of them. */
  private endpointToSecrets(vpc: IVpc, first: EgressClient, clients: readonly EgressClient[]): void {
    const group = new SecurityGroup(this, 'SecretsGroup', {
      vpc,
      description: 'Redis auditor: its functions to Secrets Manager',
      allowAllOutbound: false,
    });
    for (const source of new Set(clients.flatMap(({ securityGroups }) => securityGroups))) {
      group.addIngressRule(source, Port.tcp(443), 'reads the password of the nodes');
    }
    new CfnVPCEndpoint(this, 'Secrets', {
      vpcEndpointType: 'Interface',
      serviceName: serviceName(this, 'secretsmanager'),
      vpcId: vpc.vpcId,
      subnetIds: vpc.selectSubnets(selected(first.network)).subnetIds,
      securityGroupIds: [group.securityGroupId],
      privateDnsEnabled: true,
    });
  }
}

export function selected({ subnets = {} }: ClusterNetwork): SubnetSelection {
  return subnets;
}

/** Whoever has neither NAT nor endpoint cannot ask for a secret, and every audit would end in a time-out. */
function checkSecret({ clusterId, network, readsSecret }: EgressClient): void {
  if (!readsSecret || (network.egress ?? 'none') !== 'none') return;
  throw new UsageError(
    `cluster ${clusterId} has a secret, and its network no way to Secrets Manager (egress: none)`,
    'Say `egress: endpoints` (about $7.30 a month for each availability zone) or `egress: nat`.',
  );
}

function routeTablesOf({ clusterId, network }: EgressClient): readonly string[] {
  const ids = network.routeTableIds ?? subnetRouteTables(network);
  if (ids.length > 0) return ids;
  throw new UsageError(
    `cluster ${clusterId} names no route table for the gateway endpoint to S3`,
    'Name those of its subnets in network.routeTableIds, or say `s3Endpoint: existing` where they have one.',
  );
}

function subnetRouteTables(network: ClusterNetwork): readonly string[] {
  return network.vpc.selectSubnets(selected(network)).subnets.map(({ routeTable }) => routeTable.routeTableId);
}

function serviceName(scope: Construct, service: string): string {
  return `com.amazonaws.${Stack.of(scope).region}.${service}`;
}
