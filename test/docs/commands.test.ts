import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from './pages.ts';
import { shownCommands } from './shown.ts';
import { stageTimeoutMs, useStage } from './stage.ts';

/** What a command of the pages must come to. On both clusters something is wrong, so that no audit ends with 0 by luck. */
interface Expectation {
  readonly command: RegExp;
  readonly code: number;
  /** In its output, standard output before standard error. */
  readonly says: RegExp;
  /** Where its output went instead. */
  readonly file?: string;
  /** Ends it by Ctrl-C once its output has this. */
  readonly until?: RegExp;
}

const alarm = /CRITICAL persistence\/primary-restarts-empty/;

/** The first that fits counts. */
const expectations: readonly Expectation[] = [
  { command: /--watch 60s$/, code: 1, says: alarm, until: /explain COMMAND/ },
  { command: /--format junit .*> audit.xml$/, code: 1, says: /<testsuite name="aof"/, file: 'audit.xml' },
  { command: /--format markdown .*> audit.md$/, code: 0, says: /^## 127\.0\.0\.1-\d+: 2 critical/, file: 'audit.md' },
  { command: /--format json > audit.json$/, code: 1, says: /"critical": 2/, file: 'audit.json' },
  { command: /audit rediss:.* --cacert ca\.pem/, code: 1, says: /2 of 2 nodes read, full audit/ },
  { command: /audit --config \S+ --store \S+$/, code: 1, says: /^Cluster shop .*\n2 of 2 nodes read/ },
  { command: /audit redis:.*--audit persistence$/, code: 1, says: /6 of 6 nodes read, persistence audit/ },
  { command: /audit redis:.*--nat /, code: 1, says: alarm },
  { command: /audit redis:.*--store \S+$/, code: 1, says: /Stored in audit-history/ },
  {
    command: /audit redis:.*--preset cache$/,
    code: 1,
    says: /^Cluster (?![\s\S]*primary-restarts-empty)[\s\S]*\nWARNING config\/differs-between-nodes/,
  },
  { command: /(redis-auditor|npm start --) audit redis:/, code: 1, says: alarm },
  { command: /redis-auditor demo --keep$/, code: 0, says: /^Cluster demo-/, until: /until Ctrl-C\.$/m },
  { command: /redis-auditor latency /, code: 0, says: /^Round trips of PING from here, ms, after 5 s\n/ },
  { command: /redis-auditor rpo .*--format json/, code: 1, says: /"status": "worse"/ },
  { command: /redis-auditor rpo /, code: 1, says: /worse than 60 s: its primary persists nothing\n {2}process crash/ },
  {
    command: /redis-auditor backup save .*--plan$/,
    code: 0,
    says: /^Cluster .*: 3 of 3 shards can be saved on a replica/,
  },
  { command: /redis-auditor backup save .*--store \S+$/, code: 0, says: /Stored in audit-history\n$/ },
  { command: /redis-auditor backup save /, code: 0, says: /^Cluster .*: 3 of 3 shards saved on a replica/ },
  { command: /redis-auditor acl --for backup$/, code: 0, says: /^ACL SETUSER backup reset on >PASSWORD .*\+bgsave/ },
  { command: /redis-auditor --help$/, code: 0, says: /^Usage: redis-auditor/ },
  { command: /redis-auditor --version$/, code: 0, says: /^\d+\.\d+\.\d+\n$/ },
  {
    command: /redis-auditor history alerts --store \S+$/,
    code: 0,
    says: /none → firing\n {4}failed in this audit\n {4}told to outbox\n/,
  },
  {
    command: /redis-auditor history compact --store \S+ --cluster shop$/,
    code: 0,
    says: /^Nothing to join in \S+: a day is joined when it has ended for a day\.\n$/,
  },
  {
    command: /redis-auditor history prune --store \S+ --older-than 400d$/,
    code: 0,
    says: /^Nothing in \S+ is about days so long ago\.\n$/,
  },
  {
    command: /history timeline aof\/\S+ --store \S+ --cluster shop$/,
    code: 0,
    says: /^aof\/fsync-not-as-declared first failed in the audit of [\s\S]*\nWhat became of alerts\n/,
  },
  { command: /history timeline .*--format csv$/, code: 0, says: /^cluster,rule,severity,/ },
  { command: /history list /, code: 0, says: /^DAY +CLUSTER +AUDITS [\s\S]* shop / },
  { command: /history diff /, code: 0, says: /^before: .*\nafter: / },
  { command: /history show /, code: 0, says: /^shop: .* audit of [\s\S]*\nSHARD +ROLE +ADDRESS/ },
  { command: /history slowlog /, code: 0, says: /entries? (of 10 ms and more|read)/ },
  { command: /history alerts --store \S+ --since 30d$/, code: 0, says: / none → firing\n/ },
  {
    command: /history serve /,
    code: 0,
    says: /^The history in audit-history is at http:\/\/127\.0\.0\.1:\d+\/ until Ctrl-C\.$/m,
    until: /until Ctrl-C\.$/m,
  },
  { command: /history export incident\.html /, code: 0, says: /^incident\.html: .*, \d+ days?, \d\.\d MB\.$/m },
  { command: /history sql .*FROM findings/, code: 0, says: /^RULE +TIMES\n/ },
  { command: /history sql .*FROM nodes/, code: 0, says: /^address,max\(used_memory_bytes\)\r\n/ },
  {
    command: /redis-auditor digest --store \S+ --cluster shop$/,
    code: 0,
    says: /^Redis shop: week to [\s\S]*\nPERSISTENCE\n[\s\S]*\nCOVERAGE OF THE AUDITS\n/,
  },
  {
    command: /redis-auditor backtest --store \S+ --cluster shop --set topology\/\S+=3$/,
    code: 0,
    says: /judged once more/,
  },
  {
    command: /redis-auditor backtest --store \S+ --cluster shop --only aof\/not-enabled --set \S+=3$/,
    code: 0,
    says: /judged once more\s+for\s+aof\/not-enabled/,
  },
  { command: /redis-auditor fix redis:/, code: 1, says: /^Cluster [\s\S]*\nFor you to do:\n/ },
  { command: /backup copy .*--plan$/, code: 0, says: /3 of 3 shards can be copied from a replica/ },
  { command: /backup copy .*--keep 7 --keep-days 30$/, code: 0, says: /is complete\./ },
  { command: /backup list /, code: 0, says: / complete / },
  { command: /backup verify .*--all --level 1$/, code: 0, says: /: ok at level 1\. / },
  { command: /backup verify /, code: 0, says: /: ok at level 2\. / },
  { command: /backup drill /, code: 0, says: /: ok\. 3 RDBs restored/ },
  { command: /acl --for copy$/, code: 0, says: /^ACL SETUSER copier .* \+sync/ },
  { command: /redis-auditor acl/, code: 0, says: /^ACL SETUSER auditor reset on >PASSWORD / },
  { command: /redis-auditor config check /, code: 0, says: /is in order for cluster shop/ },
  { command: /redis-auditor config schema > /, code: 0, says: /^\{\n/, file: 'config.schema.json' },
  { command: /redis-auditor silence add /, code: 0, says: /new disks/ },
  { command: /redis-auditor silence list /, code: 0, says: /new disks/ },
  { command: /redis-auditor rules$/, code: 0, says: /aof\/not-enabled +critical/ },
  { command: /redis-auditor rules list slowlog$/, code: 0, says: /^slowlog\/entries-lost [\s\S]*\n\d+ rules; /m },
  { command: /redis-auditor rules list --config cluster\.yaml$/, code: 0, says: /rules, as cluster\.yaml has them/ },
  {
    command: /redis-auditor rules explain local-\S+ --rules local-rules$/,
    code: 0,
    says: /^WARNING local-topology\/failover-slow: A failover begins too late for us\n/,
  },
  { command: /redis-auditor rules explain .*--preset sessions$/, code: 0, says: /use store \(cluster\)/ },
  { command: /redis-auditor rules explain /, code: 0, says: /^CRITICAL aof\/not-enabled/ },
  { command: /redis-auditor explain 'PSYNC \? -1'$/, code: 0, says: /^PSYNC / },
  { command: /redis-cli .*ACL GETUSER auditor$/, code: 0, says: /passwords/ },
  { command: /redis-cli .*ACL SETUSER auditor /, code: 0, says: /^OK/ },
  { command: /redis-cli .*SLOWLOG GET 10$/, code: 0, says: /^/ },
  { command: /redis-cli .*CLIENT LIST$/, code: 0, says: /addr=127\.0\.0\.1/ },
];

/**
 * Not run here: a clone would need a place to clone from, the others run this test or are run by another one. Those
 * that deploy need an emulator of AWS, so test/aws runs them.
 */
const elsewhere =
  /^(npx redis-auditor config check prod$|git clone |cd |npm start$|npm (test|run|ci)\b|scripts\/|npx cdk |aws |cp environments\/)/;

const commands = shownCommands();
const stage = useStage();
const used = new Set<Expectation>();

test.each(commands.filter(({ line }) => !elsewhere.test(line)))(
  '$place $line',
  async ({ line }) => {
    const expectation = expectations.find(({ command }) => command.test(line));
    if (expectation === undefined) throw new Error('say in `expectations` what it must come to');
    used.add(expectation);
    const { run, real, directory } = stage();
    const { code, stdout, stderr } = await run(real(line), expectation.until);
    const { file } = expectation;
    const output = file === undefined ? stdout + stderr : readFileSync(join(directory, file), 'utf8');
    expect(output).toMatch(expectation.says);
    expect(code).toBe(expectation.code);
  },
  stageTimeoutMs,
);

test('nothing is expected that no page shows', () => {
  expect(expectations.filter((expectation) => !used.has(expectation)).map(({ command }) => command)).toEqual([]);
});

describe('a command of development', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const lines = commands.map(({ line }) => line).filter((line) => elsewhere.test(line));

  test.each(lines.filter((line) => line.startsWith('npm ') && line !== 'npm ci'))(
    '%s is a script of package.json',
    (line) => {
      const [, name, path = ''] = /^npm (?:run )?([\w:-]+)(?: -- (test\/\S+))?/.exec(line) ?? [];
      expect(Object.keys(manifest.scripts)).toContain(name);
      expect(existsSync(join(root, path))).toBe(true);
    },
  );

  test.each(lines.filter((line) => line.startsWith('scripts/')))('%s can be executed', (line) => {
    expect(() => accessSync(join(root, line.split(' ')[0] ?? ''), constants.X_OK)).not.toThrow();
  });
});
