import { App, CfnOutput } from 'aws-cdk-lib';
import { ProbeStack } from './stack.ts';

const app = new App();
const { CDK_DEFAULT_ACCOUNT: account = '', CDK_DEFAULT_REGION: region = '' } = process.env;
const context = (name: string) => app.node.tryGetContext(name) as string | undefined;
const stack = new ProbeStack(app, 'Probe', {
  env: { account, region },
  memoryMb: Number(context('memory') ?? 128),
  subscriber: context('subscriber') ?? 'http://127.0.0.1:9/',
});
for (const [name, value] of Object.entries(stack.names)) new CfnOutput(stack, name, { value });
