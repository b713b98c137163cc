import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');

/** Who may not import what, and words of the message that says so. The first two columns make a file. */
const forbidden: readonly (readonly [file: string, line: string, words: string])[] = [
  ['lib/core/fact.ts', "import { readFile } from 'node:fs/promises';", 'of Node it uses only node:crypto'],
  ['lib/core/fact.ts', "import { readFile } from 'fs';", 'of Node it uses only node:crypto'],
  ['lib/core/fact.ts', "import { randomBytes } from 'node:crypto';", 'only hashes from node:crypto'],
  ['lib/core/fact.ts', "import { Redis } from 'ioredis';", 'imports only itself and valibot'],
  ['lib/core/fact.ts', "import { S3Client } from '@aws-sdk/client-s3';", 'imports only itself and valibot'],
  ['lib/core/fact.ts', "import type { Sink } from '../ports.ts';", 'imports only itself and valibot'],
  ['lib/core/fact.ts', "const cli = await import('../cli/session.ts');", 'imports only itself and valibot'],
  ['lib/core/fact.ts', "export * from '../constants.ts';", 'imports only itself and valibot'],
  ['lib/core/parse/info.ts', "import { text } from '../../report/text.ts';", 'imports only itself and valibot'],
  ['lib/core/rules/aof/off.ts', "import { Redis } from 'ioredis';", 'imports only itself and valibot'],
  ['lib/core/rules/aof/off.ts', "import { load } from '../../../config/load.ts';", 'imports only itself and valibot'],
  ['lib/core/rules/aof/off.ts', 'export const now = Date.now();', 'has no clock'],
  ['lib/core/rules/aof/off.ts', 'export const today = new Date();', 'has no clock'],
  ['lib/core/rules/aof/off.ts', 'export const dice = Math.random();', 'has no clock'],
  ['lib/core/rules/aof/off.ts', 'export const path = process.env.PATH;', 'has no clock'],
  ['lib/constants.ts', "import { ok } from './core/observed.ts';", 'lib/permissions.ts import nothing'],
  ['lib/permissions.ts', "import { topic } from './constants.ts';", 'lib/permissions.ts import nothing'],
  ['lib/ports.ts', "import { Redis } from 'ioredis';", 'contracts made of the types of core'],
  ['lib/ports.ts', "import type { Readable } from 'node:stream';", 'contracts made of the types of core'],
  ['lib/ports.ts', "import { redisCollector } from './adapters/collectors/redis.ts';", 'contracts made of the types'],
  ['lib/observe.ts', "import { redisCollector } from './adapters/collectors/redis.ts';", 'adapters are handed in'],
  ['lib/observe.ts', "import { setTimeout } from 'node:timers/promises';", 'adapters are handed in'],
  ['lib/assess.ts', "import { outboxSink } from './adapters/sinks/outbox.ts';", 'adapters are handed in'],
  ['lib/assess.ts', "import { text } from './report/text.ts';", 'adapters are handed in'],
  ['lib/report/text.ts', "import { writeFile } from 'node:fs/promises';", 'lib/report turns a result into text'],
  [
    'lib/report/text.ts',
    "import { outboxSink } from '../adapters/sinks/outbox.ts';",
    'lib/report turns a result into text',
  ],
  ['lib/report/text.ts', 'export const now = Date.now();', 'has no clock'],
  ['lib/report/text/page.ts', "import type { Sink } from '../../ports.ts';", 'lib/report turns a result into text'],
  ['lib/report/text/page.ts', "import { Redis } from 'ioredis';", 'lib/report turns a result into text'],
  ['lib/history/load.ts', "import { S3Client } from '@aws-sdk/client-s3';", 'stores are handed in as arguments'],
  ['lib/history/load.ts', "import { s3 } from '../adapters/stores/s3.ts';", 'stores are handed in as arguments'],
  ['lib/history/ask/slow.ts', "import { readFile } from 'node:fs/promises';", 'asks the read model'],
  ['lib/history/ask/slow.ts', "import { text } from '../../report/text.ts';", 'asks the read model'],
  ['lib/backup/copy.ts', "import { S3Client } from '@aws-sdk/client-s3';", 'adapters are handed in as arguments'],
  ['lib/backup/copy.ts', "import { s3 } from '../adapters/stores/s3.ts';", 'adapters are handed in as arguments'],
  ['lib/backup/copy.ts', "import { connect } from 'node:net';", 'of Node only streams, hashes and a thread'],
  ['lib/backup/rdb/walk-rdb.ts', "import { Readable } from 'node:stream';", 'is pure: it imports core'],
  ['lib/backup/rdb/walk-rdb.ts', "import type { Sink } from '../../ports.ts';", 'is pure: it imports core'],
  ['lib/backup/rdb/walk-rdb.ts', "import { randomBytes } from 'node:crypto';", 'only hashes from node:crypto'],
  ['lib/backup/rdb/walk-rdb.ts', 'export const now = Date.now();', 'has no clock'],
  ['lib/backup/replication/protocol.ts', "import { connect } from 'node:net';", 'is pure: it imports core'],
  ['lib/page/export.ts', "import { Command } from 'commander';", 'stores are handed in'],
  ['lib/page/serve.ts', "import { s3Store } from '../adapters/stores/s3.ts';", 'stores are handed in'],
  ['lib/page/server/answers.ts', "import { execute } from '../../cli/program.ts';", 'nothing of the command line'],
  ['lib/page/data/slow.ts', "import { readFile } from 'node:fs/promises';", 'no file, no network'],
  ['lib/page/data/slow.ts', "import { servePage } from '../serve.ts';", 'no file, no network'],
  ['lib/page/client/dom.ts', "import { readFile } from 'node:fs';", 'runs in a browser'],
  [
    'lib/page/client/views/map.ts',
    "import { openHistory } from '../../../history/read-model.ts';",
    'runs in a browser',
  ],
  [
    'lib/adapters/collectors/redis.ts',
    "import { walkRdb } from '../../backup/rdb/walk-rdb.ts';",
    'not another adapter',
  ],
  ['lib/backup/save.ts', "import { s3 } from '../adapters/stores/s3.ts';", 'adapters are handed in as arguments'],
  [
    'lib/backup/save.ts',
    "import { setTimeout } from 'node:timers/promises';",
    'of Node only streams, hashes and a thread',
  ],
  ['lib/backup/save.ts', "import { observe } from '../observe.ts';", 'adapters are handed in as arguments'],
  [
    'lib/adapters/collectors/redis.ts',
    "import { sns } from '../sinks/sns.ts';",
    'not another adapter, the flow, cdk or cli',
  ],
  ['lib/adapters/collectors/redis.ts', "import { observe } from '../../observe.ts';", 'not another adapter, the flow'],
  ['lib/adapters/collectors/redis.ts', "import { Command } from 'commander';", 'brings its own SDK only'],
  ['lib/adapters/sinks/mail.ts', "import { Stack } from 'aws-cdk-lib';", 'brings its own SDK only'],
  ['lib/adapters/sinks/mail.ts', "import { Logger } from '@aws-lambda-powertools/logger';", 'brings its own SDK only'],
  ['lib/adapters/stores/shared/keys.ts', "import { Logger } from '@aws-lambda-powertools/logger';", 'its own SDK only'],
  ['lib/adapters/collectors/redis.ts', "import { Metrics } from '@aws-lambda-powertools/metrics';", 'its own SDK only'],
  [
    'lib/adapters/sinks/slack-webhook.ts',
    "import { slackMessage } from '../../report/slack-blocks.ts';",
    'not another',
  ],
  ['lib/adapters/sinks/mail.ts', "import { s3 } from '../stores/s3.ts';", 'not another adapter, the flow, cdk or cli'],
  ['lib/adapters/sinks/mail.ts', "import { session } from '../../cli/session.ts';", 'not another adapter, the flow'],
  ['lib/adapters/sinks/mail.ts', "import { slack } from './slack.ts';", 'one store is one file'],
  ['lib/adapters/stores/s3.ts', "import { directory } from './directory.ts';", 'one store is one file'],
  [
    'lib/adapters/stores/s3.ts',
    "import { snsSink } from '../sinks/sns.ts';",
    'not another adapter, the flow, cdk or cli',
  ],
  ['lib/adapters/secrets/vault.ts', "import { text } from './secrets-manager.ts';", 'one store is one file'],
  [
    'lib/adapters/secrets/vault.ts',
    "import { s3 } from '../stores/s3.ts';",
    'not another adapter, the flow, cdk or cli',
  ],
  ['lib/adapters/secrets/vault.ts', "import middy from '@middy/core';", 'brings its own SDK only'],
  ['lib/adapters/providers/memorydb.ts', "import { cache } from './elasticache.ts';", 'one store is one file'],
  ['lib/adapters/stores/shared/keys.ts', "import { s3 } from '../s3.ts';", 'not another adapter, the flow'],
  [
    'lib/adapters/stores/shared/keys.ts',
    "import { stack } from '../../../cdk/stack.ts';",
    'not another adapter, the flow',
  ],
  [
    'lib/config/json-schema.ts',
    "import { redisCollector } from '../adapters/collectors/redis.ts';",
    'no adapter, no flow',
  ],
  ['lib/config/json-schema.ts', "import { session } from '../cli/session.ts';", 'no stack, no command line'],
  ['lib/config/json-schema.ts', "import { Redis } from 'ioredis';", 'built with valibot, yaml and croner'],
  ['lib/config/environment/bill.ts', "import { text } from '../../report/text.ts';", 'how a table is laid out'],
  ['lib/config/environment/bill.ts', "import { stack } from '../../cdk/stack.ts';", 'no stack, no command line'],
  ['lib/config/environment/bill.ts', "import { Stack } from 'aws-cdk-lib';", 'built with valibot, yaml and croner'],
  ['lib/config/schema.ts', "import { observe } from '../observe.ts';", 'no adapter, no flow'],
  ['lib/config/schema.ts', "import { parse } from 'yaml';", 'no package but valibot'],
  ['lib/config/problems.ts', "import { readFile } from 'node:fs/promises';", 'no Node API'],
  ['lib/config/problems.ts', "import { readYaml } from './yaml-file.ts';", 'nor a file that reads YAML'],
  ['lib/config/environment/deployed-cluster.ts', "import { Cron } from 'croner';", 'no package but valibot'],
  ['lib/config/environment/deployed-digest.ts', "import { Cron } from 'croner';", 'no package but valibot'],
  ['lib/config/environment/deployed-nodes.ts', "import { Cron } from 'croner';", 'no package but valibot'],
  [
    'lib/config/environment/deployed-cluster.ts',
    "import { nextRuns } from './schedule.ts';",
    'nor a file that reads YAML or reckons with schedules',
  ],
  [
    'lib/config/environment/deployed-cluster.ts',
    "import { readYaml } from '../yaml-file.ts';",
    'nor a file that reads YAML or reckons with schedules',
  ],
  [
    'lib/config/environment/deployed-cluster.ts',
    "import { redisCollector } from '../../adapters/collectors/redis.ts';",
    'no adapter, no flow',
  ],
  ['lib/local-rules/read.ts', "import { s3Store } from '../adapters/stores/s3.ts';", 'no adapter, no flow'],
  ['lib/local-rules/read.ts', "import { Command } from 'commander';", 'no stack, no command line'],
  ['lib/local-rules/open.ts', "import { build } from 'esbuild';", 'Functions run this file'],
  ['lib/local-rules/open.ts', "import { readFile } from 'node:fs/promises';", 'of Node only node:vm'],
  ['lib/local-rules/open.ts', "import { bundleRules } from './bundle.ts';", 'no bundler, no files'],
  ['lib/cli/audit.ts', "import { App } from 'aws-cdk-lib';", 'works without AWS'],
  ['lib/cli/audit.ts', "import { stack } from '../cdk/stack.ts';", 'works without AWS'],
  ['lib/cli/audit.ts', "import middy from '@middy/core';", 'belongs to lambdas'],
  ['lib/demo/local-cluster.ts', "import { Logger } from '@aws-lambda-powertools/logger';", 'belongs to lambdas'],
  ['lib/cdk/stack.ts', "import { metrics } from '@aws-lambda-powertools/metrics';", 'belongs to lambdas'],
  ['lib/core/fact.ts', "import { Logger } from '@aws-lambda-powertools/logger';", 'imports only itself and valibot'],
  ['lib/observe.ts', "import middy from '@middy/core';", 'adapters are handed in'],
  [
    'lib/report/text.ts',
    "import { Logger } from '@aws-lambda-powertools/logger';",
    'lib/report turns a result into text',
  ],
  ['lib/demo/local-cluster.ts', "import { session } from '../cli/session.ts';", 'stands alone'],
  ['lib/cdk/stack.ts', "import { handler } from '../../lambdas/observe.ts';", 'names handlers by their path'],
  ['lib/cdk/stack.ts', "import { session } from '../cli/session.ts';", 'nothing of the command line'],
  ['lambdas/observe.ts', "import { Duration } from 'aws-cdk-lib';", 'neither the CDK nor the command line'],
  ['lambdas/observe.ts', "import { stack } from '../lib/cdk/stack.ts';", 'neither the CDK nor the command line'],
  ['lambdas/observe.ts', "import { session } from '../lib/cli/session.ts';", 'neither the CDK nor the command line'],
  ['lambdas/stand-ins/debug.ts', "import { App } from 'aws-cdk-lib';", 'neither the CDK nor the command line'],
  ['lambdas/observe.ts', "import { cluster } from '../lib/demo/local-cluster.ts';", 'lib and what is beside it'],
  ['lambdas/observe.ts', "import { root } from '../scripts/setup/dependencies.mjs';", 'lib and what is beside it'],
  ['lambdas/observe.ts', "import { Command } from 'commander';", 'lib and what is beside it'],
  ['bin/redis-auditor.ts', "import { observe } from '../lib/observe.ts';", 'nothing behind them'],
  ['bin/redis-auditor.ts', "import { Command } from 'commander';", 'what needs a package belongs into lib'],
];

/** What stays possible, so that the table is not held by forbidding everything. */
const allowed: readonly (readonly [file: string, line: string])[] = [
  ['lib/core/fact.ts', "import * as v from 'valibot';"],
  ['lib/core/fact.ts', "import { createHash, hash } from 'node:crypto';"],
  ['lib/core/fact.ts', "import { parse } from './parse/info.ts';"],
  ['lib/core/fact.ts', 'export const then = new Date(0);'],
  ['lib/core/rules/aof/off.ts', "import { fail } from '../../finding.ts';"],
  ['lib/ports.ts', "import type { Finding } from './core/finding.ts';"],
  ['lib/observe.ts', "import type { Collector } from './ports.ts';"],
  ['lib/assess.ts', "import { decide } from './core/decide.ts';"],
  ['lib/report/text.ts', "import { styleText } from 'node:util';"],
  ['lib/report/text/page.ts', "import type { Finding } from '../../core/finding.ts';"],
  ['lib/report/text/page.ts', "import { words } from '../words.ts';"],
  ['lib/history/load.ts', "import { DuckDBInstance } from '@duckdb/node-api';"],
  ['lib/history/load.ts', "import { readFile } from 'node:fs/promises';"],
  ['lib/history/ask/slow.ts', "import type { History } from '../read-model.ts';"],
  ['lib/page/bundle.ts', "import { build } from 'esbuild';"],
  ['lib/page/data.ts', "import type { History } from '../history/read-model.ts';"],
  ['lib/page/serve.ts', "import { createServer } from 'node:http';"],
  ['lib/page/server/answers.ts', "import { readPageData } from '../data.ts';"],
  ['lib/page/data/slow.ts', "import type { PageData } from '../page-data.ts';"],
  ['lib/page/client/charts.ts', "import uPlot from 'uplot';"],
  ['lib/page/client/views/runs.ts', "import type { PageRun } from '../../page-data.ts';"],
  ['lib/backup/copy.ts', "import { keySlot } from '../core/key-slot.ts';"],
  ['lib/backup/copy.ts', "import type { Collector } from '../ports.ts';"],
  ['lib/backup/copy.ts', "import { pipeline } from 'node:stream/promises';"],
  ['lib/backup/copy.ts', "import { Worker } from 'node:worker_threads';"],
  ['lib/backup/copy.ts', "import { rdbWalker } from './rdb/walk-rdb.ts';"],
  ['lib/backup/rdb/walk-rdb.ts', "import { createHash } from 'node:crypto';"],
  ['lib/backup/rdb/walk-rdb.ts', "import { keySlot } from '../../core/key-slot.ts';"],
  ['lib/adapters/collectors/rdb.ts', "import { protocol } from '../../backup/replication/protocol.ts';"],
  ['lib/backup/save.ts', "import { chooseReplicas } from '../core/backup/choose-replicas.ts';"],
  ['lib/backup/save.ts', "import type { Dialler } from '../ports.ts';"],
  ['lib/backup/save.ts', "import { saveShard } from './save-shard.ts';"],
  ['lib/adapters/collectors/redis.ts', "import { Redis } from 'ioredis';"],
  ['lib/adapters/collectors/redis.ts', "import { open } from './connection.ts';"],
  ['lib/adapters/collectors/redis.ts', "import { AUDITOR_CLIENT_NAME } from '../../constants.ts';"],
  ['lib/adapters/stores/s3.ts', "import { keys } from './shared/keys.ts';"],
  ['lib/adapters/stores/s3.ts', "import { S3Client } from '@aws-sdk/client-s3';"],
  ['lib/adapters/stores/s3.ts', "import type { Permission } from '../../permissions.ts';"],
  ['lib/adapters/secrets/secrets-manager.ts', "import type { LoginSource } from '../../ports.ts';"],
  ['lib/adapters/stores/shared/keys.ts', "import { storageKeys } from '../../../core/storage-keys.ts';"],
  ['lib/adapters/sinks/mail.ts', "import type { Sink } from '../../ports.ts';"],
  ['lib/config/json-schema.ts', "import { toJsonSchema } from '@valibot/to-json-schema';"],
  ['lib/config/json-schema.ts', "import { configSchema } from './schema.ts';"],
  ['lib/config/yaml-file.ts', "import { readFile } from 'node:fs/promises';"],
  ['lib/config/yaml-file.ts', "import { parseDocument } from 'yaml';"],
  ['lib/config/schema.ts', "import { parseAddress } from '../core/address.ts';"],
  ['lib/config/environment/bill.ts', "import { table } from '../../report/layout.ts';"],
  ['lib/config/environment/bill.ts', "import { address } from '../schema.ts';"],
  ['lib/config/environment/schedule.ts', "import { Cron } from 'croner';"],
  ['lib/config/environment/deployed-cluster.ts', "import type { TlsSettings } from '../../ports.ts';"],
  ['lib/config/environment/deployed-cluster.ts', "import { validate } from '../problems.ts';"],
  ['lib/local-rules/bundle.ts', "import { build } from 'esbuild';"],
  ['lib/local-rules/read.ts', "import { readdir } from 'node:fs/promises';"],
  ['lib/local-rules/open.ts', "import { createContext } from 'node:vm';"],
  ['lib/local-rules/declaration.ts', "import { validate } from '../config/problems.ts';"],
  ['lib/cli/audit.ts', "import { redisCollector } from '../adapters/collectors/redis.ts';"],
  ['lib/demo/local-cluster.ts', "import { spawn } from 'node:child_process';"],
  ['lib/cdk/stack.ts', "import { Stack } from 'aws-cdk-lib';"],
  ['lib/cdk/stack.ts', "import { loadEnvironment } from '../config/environment/load.ts';"],
  ['lib/cdk/stack.ts', "import { permission } from '../adapters/stores/s3.ts';"],
  ['lambdas/observe.ts', "import { observe } from '../lib/observe.ts';"],
  ['lambdas/observe.ts', "import middy from '@middy/core';"],
  ['lambdas/observe.ts', "import { s3Store } from '../lib/adapters/stores/s3.ts';"],
  ['lambdas/observability.ts', "import { Logger } from '@aws-lambda-powertools/logger';"],
  ['lambdas/slack.ts', "import { slackMessage } from '../lib/report/slack-blocks.ts';"],
  ['lambdas/slack.ts', "import { logger } from './observability.ts';"],
  ['lambdas/tracer.ts', "import { Tracer } from '@aws-lambda-powertools/tracer';"],
  ['bin/redis-auditor.ts', "import { argv } from 'node:process';"],
  ['bin/redis-auditor.ts', "import { execute } from '../lib/cli/execute.ts';"],
  ['bin/app.ts', "import { synthesise } from '../lib/cdk/synthesise.ts';"],
  ['bin/app.ts', "import { refreshBundles } from '../scripts/bundle.mjs';"],
];

interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

let directory = '';
let diagnostics: readonly Diagnostic[] = [];

/** Lines by file: each row is one line of a file that stands where the row says. */
function filesOf(rows: readonly (readonly [file: string, line: string, ...rest: readonly string[]])[]) {
  const files = new Map<string, string[]>();
  for (const [file, line] of rows) files.set(file, [...(files.get(file) ?? []), line]);
  return files;
}

const files = filesOf([...forbidden, ...allowed]);

function messagesOn(file: string, line: string): readonly string[] {
  const number = (files.get(file) ?? []).indexOf(line) + 1;
  const here = diagnostics.filter(({ location }) => location.path === file && location.start.line === number);
  return here.map(({ message }) => message);
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'imports-'));
  for (const file of ['biome.json', 'biome.imports.json', '.gitignore', 'scripts/lint']) {
    cpSync(join(root, file), join(directory, file), { recursive: true });
  }
  for (const [file, lines] of files) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), `${lines.join('\n')}\n`);
  }
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' });
  ({ diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] });
});

afterAll(() => rmSync(directory, { recursive: true }));

describe('the table of imports', () => {
  test.each(forbidden)('%s: no %s', (file, line, words) => {
    expect(messagesOn(file, line)).toEqual([expect.stringContaining(words)]);
  });

  test.each(allowed)('%s: %s', (file, line) => {
    expect(messagesOn(file, line)).toEqual([]);
  });

  test('has no message that no row here shows', () => {
    const config = readFileSync(join(root, 'biome.imports.json'), 'utf8');
    const messages = [...config.matchAll(/"message": "([^"]+)"/g)].map(([, message]) => message);
    const shown = new Set(diagnostics.map(({ message }) => message));
    expect(messages.filter((message) => !shown.has(message ?? ''))).toEqual([]);
  });

  test('lib/ports.ts has no bodies: without its types nothing is left', () => {
    const code = stripTypeScriptTypes(readFileSync(join(root, 'lib', 'ports.ts'), 'utf8'));
    expect(
      code
        .replace(/\/\*\*?[\s\S]*?\*\//g, '')
        .replace(/^export \{\s*\};?$/gm, '')
        .trim(),
    ).toBe('');
  });
});
