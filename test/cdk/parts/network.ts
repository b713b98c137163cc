import { describe, expect, test } from '@jest/globals';
import { cart, type Declared, network, shop } from '../declared.ts';
import { addStack, newApp, type Synthesised, synthesised } from '../synthesised.ts';

const endpoint = 'AWS::EC2::VPCEndpoint';
const group = 'AWS::EC2::SecurityGroup';

/** One cluster in the VPC of the tests, with some of its network changed. */
function visited(change: Declared, more: Declared = {}): Declared {
  return { clusters: [{ ...shop, ...more, network: { ...network, ...change } }] };
}
const withSecret = { secret: 'shop/auditor' };

/** `Gateway s3`, `Interface secretsmanager` */
function endpoints(stack: Synthesised): readonly string[] {
  return stack.ofType(endpoint).map(({ Properties }) => {
    const { VpcEndpointType, ServiceName } = Properties as { VpcEndpointType: string; ServiceName: unknown };
    return `${VpcEndpointType} ${/\.(s3|secretsmanager)"/.exec(JSON.stringify(ServiceName))?.[1]}`;
  });
}

describe('A way out', () => {
  test.each([
    ['none: the gateway to S3, which is free', {}, {}, ['Gateway s3']],
    ['none, where the subnets have that gateway already: nothing', { s3Endpoint: 'existing' }, {}, []],
    ['nat: nothing, as it leads everywhere', { egress: 'nat' }, withSecret, []],
    ['endpoints without a secret: no more than none', { egress: 'endpoints' }, {}, ['Gateway s3']],
    [
      'endpoints with a secret: one more',
      { egress: 'endpoints' },
      withSecret,
      ['Gateway s3', 'Interface secretsmanager'],
    ],
    [
      'endpoints beside a gateway that is there',
      { egress: 'endpoints', s3Endpoint: 'existing' },
      withSecret,
      ['Interface secretsmanager'],
    ],
  ])('%s', (_, change, more, made) => {
    expect(endpoints(synthesised(visited(change, more)))).toEqual(made);
  });

  test('is not made without a VPC', () => {
    const stack = synthesised({ clusters: [{ ...cart, ...withSecret }] });
    expect([...endpoints(stack), ...stack.ofType(group)]).toEqual([]);
  });

  test('to S3 is entered into the route tables that are named, and shuts out nobody else who uses them', () => {
    const { Properties } = synthesised().one(endpoint);
    expect(Properties).toMatchObject({ VpcId: network.vpcId, RouteTableIds: network.routeTableIds });
    expect(Properties).not.toHaveProperty('PolicyDocument');
  });

  test('to secrets answers by the name that the SDK asks for, in the subnets of the function', () => {
    const stack = synthesised(visited({ egress: 'endpoints' }, withSecret));
    expect(stack.one(endpoint, 'Secrets').Properties).toMatchObject({
      PrivateDnsEnabled: true,
      SubnetIds: network.subnetIds,
      SecurityGroupIds: [{ 'Fn::GetAtt': [stack.one(group, 'SecretsGroup').id, 'GroupId'] }],
    });
  });

  test('to secrets is open to the function and to nobody else', () => {
    const stack = synthesised(visited({ egress: 'endpoints' }, withSecret));
    expect(stack.one(group, 'SecretsGroup').Properties).not.toHaveProperty('SecurityGroupIngress');
    expect(stack.one('AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      FromPort: 443,
      ToPort: 443,
      GroupId: { 'Fn::GetAtt': [stack.one(group, 'SecretsGroup').id, 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [stack.one(group, 'Visitor').id, 'GroupId'] },
    });
  });

  test('is made once for clusters of one VPC, which takes it only once', () => {
    const here = { ...network, egress: 'endpoints', routeTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'] };
    const clusters = [
      { ...shop, ...withSecret, network: { ...network, egress: 'endpoints' } },
      { ...cart, ...withSecret, network: here },
    ];
    const stack = synthesised({ clusters });
    expect(endpoints(stack)).toEqual(['Gateway s3', 'Interface secretsmanager']);
    expect(stack.one(endpoint, 'S3').Properties).toMatchObject({ RouteTableIds: here.routeTableIds });
    expect(stack.ofType('AWS::EC2::SecurityGroupIngress')).toHaveLength(2);
  });
});

describe('The group of the visitor', () => {
  const egress = (declared: Declared): readonly string[] => {
    const { SecurityGroupEgress } = synthesised(declared).one(group, 'Visitor').Properties as {
      SecurityGroupEgress: readonly { CidrIp: string; FromPort: number; ToPort: number; IpProtocol: string }[];
    };
    return SecurityGroupEgress.map(
      ({ CidrIp, FromPort, ToPort, IpProtocol }) => `${IpProtocol} ${FromPort}-${ToPort} ${CidrIp}`,
    );
  };

  test.each([
    ['lets out to the port of the seeds and to AWS', {}, ['tcp 6379-6379 0.0.0.0/0', 'tcp 443-443 0.0.0.0/0']],
    [
      'and to those that are dialled instead of the ones that nodes announce',
      { clusters: [{ ...shop, natMap: { '10.0.0.1:6379': 'lb.example.com:16379' } }] },
      ['tcp 6379-6379 0.0.0.0/0', 'tcp 16379-16379 0.0.0.0/0', 'tcp 443-443 0.0.0.0/0'],
    ],
    [
      'once for a port of several seeds',
      { clusters: [{ ...shop, seeds: ['a:7000', 'b:7000'] }] },
      ['tcp 7000-7000 0.0.0.0/0', 'tcp 443-443 0.0.0.0/0'],
    ],
  ])('%s', (_, declared, rules) => expect(egress(declared)).toEqual(rules));

  test('lets nothing in', () => {
    expect(synthesised().one(group).Properties).not.toHaveProperty('SecurityGroupIngress');
  });

  test('is not made where others are named', () => {
    expect(synthesised(visited({ securityGroupIds: ['sg-0123456789abcdef0'] })).ofType(group)).toEqual([]);
  });
});

describe('What cannot work is told before anything is deployed, with what to change', () => {
  test.each([
    [
      'a secret that nothing leads to',
      visited({}, withSecret),
      'cluster shop has a secret, and its network no way to Secrets Manager (egress: none)',
      'Say `egress: endpoints` (about $7.30 a month for each availability zone) or `egress: nat`.',
    ],
    [
      'a gateway that is entered nowhere',
      visited({ routeTableIds: [] }),
      'cluster shop names no route table for the gateway endpoint to S3',
      'Name those of its subnets in network.routeTableIds, or say `s3Endpoint: existing` where they have one.',
    ],
  ])('%s', (_, declared, message, hint) => {
    expect(() => addStack(newApp(), declared)).toThrow(expect.objectContaining({ message, hint }));
  });
});
