import { Annotations } from 'aws-cdk-lib';
import {
  type ISecurityGroup,
  type ISubnet,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Subnet,
  type SubnetSelection,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { DeployedCluster } from '../config/environment/deployed-cluster.ts';
import type { Network } from '../config/environment/schema.ts';
import { parseAddress } from '../core/address.ts';

/** From where in a VPC a cluster is visited, and how the function gets out to AWS. */
export interface ClusterNetwork {
  readonly vpc: IVpc;
  /**
   * Subnets from which the nodes can be reached; for `egress: endpoints` each in another availability zone.
   *
   * @default what the VPC calls its private subnets
   */
  readonly subnets?: SubnetSelection;
  /**
   * Route tables into which the gateway endpoint for S3 is entered.
   *
   * @default those of the subnets
   */
  readonly routeTableIds?: readonly string[];
  /**
   * Groups for the function. They must let it out to the nodes and to port 443, and the nodes' group must let it in.
   *
   * @default a group of its own that lets out to the ports of seeds and `natMap`, and to 443, and nothing in
   */
  readonly securityGroups?: readonly ISecurityGroup[];
  /**
   * How AWS is reached: `none` by the gateway endpoint for S3 alone, which costs nothing; `endpoints` by that and, for
   * a cluster with a secret, by an interface endpoint for Secrets Manager; `nat` by a NAT gateway that is there.
   *
   * @default 'none'
   */
  readonly egress?: Network['egress'];
  /**
   * A route table takes one gateway endpoint for S3: `existing` where it has one.
   *
   * @default 'create'
   */
  readonly s3Endpoint?: Network['s3Endpoint'];
}

/** What a function in a VPC is made with. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

/** The network of an environment file. Nothing is looked up, so that a stack is made without AWS. */
export function networkOf(scope: Construct, network: Network): ClusterNetwork {
  const { vpcId, availabilityZones } = network;
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'Vpc', { vpcId, availabilityZones }),
    subnets: { subnets: network.subnetIds.map((subnetId) => subnetOf(scope, subnetId)) },
    routeTableIds: network.routeTableIds,
    ...(network.securityGroupIds.length === 0
      ? {}
      : { securityGroups: network.securityGroupIds.map((group) => groupOf(scope, group)) }),
    egress: network.egress,
    s3Endpoint: network.s3Endpoint,
  };
}

function subnetOf(scope: Construct, subnetId: string): ISubnet {
  const subnet = Subnet.fromSubnetId(scope, subnetId, subnetId);
  // Route tables are named by the file where they matter.
  Annotations.of(subnet).acknowledgeWarning('@aws-cdk/aws-ec2:noSubnetRouteTableId', 'named by the file');
  return subnet;
}

/** Rules of a group that somebody else keeps are not touched. */
function groupOf(scope: Construct, groupId: string): ISecurityGroup {
  return SecurityGroup.fromSecurityGroupId(scope, groupId, groupId, { mutable: false });
}

/** Ports that the function dials as far as they are known beforehand, in order. */
export function dialledPorts({ seeds, natMap }: Pick<DeployedCluster, 'seeds' | 'natMap'>): readonly number[] {
  const ports = [...seeds, ...Object.values(natMap)].map((address) => parseAddress(address)?.port ?? 0);
  return [...new Set(ports)].filter((port) => port > 0).toSorted((a, b) => a - b);
}

/**
 * A group that lets nothing in, and out to the ports where nodes are known to listen and to 443. Nodes are found at run
 * time, so this cannot know the port of one that listens elsewhere: name a node of each port among the seeds, or hand
 * in groups of your own. It is for IPv4, as the visits are.
 */
export function visitorGroup(scope: Construct, id: string, vpc: IVpc, ports: readonly number[]): SecurityGroup {
  const group = new SecurityGroup(scope, id, {
    vpc,
    description: 'Redis auditor: out to nodes and to AWS, nothing in',
    allowAllOutbound: false,
  });
  for (const port of ports) group.addEgressRule(Peer.anyIpv4(), Port.tcp(port), `nodes on port ${port}`);
  if (!ports.includes(443)) group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'S3 and other services of AWS');
  return group;
}
