import * as v from 'valibot';
import type { AlertSettings } from '../../core/alert-settings.ts';
import { MOST_COPIED_GIGABYTES } from '../../core/backup/copy-pace.ts';
import { periodKinds } from '../../core/digest/period.ts';
import type { AuditKind } from '../../core/facts.ts';
import { type Policy, policySchema } from '../../core/policy.ts';
import type { Rule } from '../../core/rule.ts';
import type { CronKnowledge, Maintenance } from '../maintenance-schema.ts';
import {
  address,
  type CollectionConfig,
  clusterId,
  judgementEntries,
  localRules,
  notEmpty,
  provider,
  type RuleSetting,
} from '../schema.ts';
import { keepSchema } from './keep-schema.ts';
import { REGION } from './region.ts';

/** One environment file with every default filled in: what one stack watches, and whom it tells. */
export type Environment = Omit<v.InferOutput<ReturnType<typeof environmentSchema>>, 'clusters'> & {
  readonly clusters: readonly EnvironmentCluster[];
};

/** One cluster of an environment. */
export type EnvironmentCluster = Omit<v.InferOutput<ReturnType<typeof clusterSchema>>, Judgement> & {
  readonly policy: Policy;
  /** Rule id → what is unlike the rule's own declaration. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly collection: CollectionConfig;
  readonly alerting: AlertSettings;
  readonly maintenance: readonly Maintenance[];
};

type Judgement = 'policy' | 'rules' | 'collection' | 'alerting' | 'maintenance';

/** A topic has one form of a message for all that it delivers by HTTPS, and Amazon Q is one of them. */
export const SLACK_OR_ENDPOINTS =
  'slack and endpoints exclude each other, as both are delivered to by HTTPS and get the same: leave out the endpoints and take a queue, or leave out slack and take webhook';

/** Whether there is anybody at all among the destinations: a list of them, or one. */
export function isAnybodyTold(destinations: object): boolean {
  return Object.values(destinations).some((each) => (Array.isArray(each) ? each.length > 0 : each !== undefined));
}

/** Secrets that the functions inside the network of a cluster read. */
export function secretsOf({ secret, backup }: Pick<EnvironmentCluster, 'secret' | 'backup'>): readonly string[] {
  return [secret, backup?.secret, backup?.copy?.secret].filter((each) => each !== undefined);
}

export type Network = v.InferOutput<typeof networkSchema>;
export type Schedule = v.InferOutput<typeof scheduleSchema>;
export type CopySettings = v.InferOutput<typeof copySchema>;
export type AlertRouting = v.InferOutput<typeof alertsSchema>;
export type Storage = v.InferOutput<typeof storageSchema>;
export type DigestRouting = v.InferOutput<typeof digestSchema>;

const ofForm = (pattern: RegExp, form: string) =>
  v.pipe(v.string(`must be ${form}`), v.regex(pattern, `must be ${form}`));

const email = ofForm(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an email address');
const emails = v.optional(v.array(email), []);

/** A Secrets Manager secret, by name or by ARN. */
const secret = ofForm(
  /^(?:arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:)?[\w/+=.@-]{1,512}$/,
  'the name or ARN of a Secrets Manager secret',
);

/** What wakes people: `info` never does. */
const paged = v.picklist(['critical', 'warning'], 'must be critical or warning; info never pages');

const pagerdutySchema = v.strictObject({
  secret,
  /** What opens an incident. */
  severities: v.optional(v.pipe(v.array(paged), v.minLength(1, 'must name at least one')), ['critical', 'warning']),
  /** Where the account of PagerDuty lives. */
  region: v.optional(v.picklist(['us', 'eu']), 'us'),
});

/** A topic delivers to no FIFO queue. */
const queue = ofForm(/^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]{1,80}$/, 'the ARN of an SQS queue that is not FIFO');

/** Without a login in it: the file is no place for a password. */
const endpoint = ofForm(/^https:\/\/[\w.-]+(?::\d+)?(?:\/[^\s@]*)?$/, 'an https:// URL without a login in it');

const alertsSchema = v.pipe(
  v.strictObject({
    email: emails,
    /** Amazon Q Developer in chat applications. */
    slack: v.exactOptional(
      v.strictObject({
        workspaceId: ofForm(/^T[A-Z0-9]{8,}$/, 'the id of a Slack workspace, as T0123ABCD'),
        channelId: ofForm(/^[CG][A-Z0-9]{8,}$/, 'the id of a Slack channel, as C0123ABCD'),
      }),
    ),
    /** A Slack incoming webhook; the text of the secret is its URL. */
    webhook: v.exactOptional(v.strictObject({ secret })),
    /** Incidents of a PagerDuty service; the text of the secret is its routing key. */
    pagerduty: v.exactOptional(pagerdutySchema),
    /** Queues that get the document for machines. */
    queues: v.optional(v.array(queue), []),
    /** Web servers that get the document for machines. */
    endpoints: v.optional(v.array(endpoint), []),
  }),
  v.check(
    (alerts) => isAnybodyTold(alerts),
    'nobody would be told: name an email address, slack, webhook, pagerduty, a queue or an endpoint',
  ),
  v.check(({ slack, endpoints }) => slack === undefined || endpoints.length === 0, SLACK_OR_ENDPOINTS),
);

const storageSchema = v.pipe(
  v.strictObject({
    /** Days after which facts and history expire. */
    expireAfterDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500)), 400),
    /** By keys that S3 manages, or by a KMS key of the stack's own. */
    encryption: v.optional(v.picklist(['s3', 'kms']), 's3'),
    /** Nobody can change or delete facts and history for so long. */
    objectLock: v.exactOptional(
      v.strictObject({
        mode: v.picklist(['governance', 'compliance']),
        days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_500)),
      }),
    ),
    /** The bucket outlives the stack. */
    keepOnDestroy: v.optional(v.boolean(), true),
  }),
  v.check(
    ({ objectLock, keepOnDestroy }) => objectLock === undefined || keepOnDestroy,
    'locked objects cannot be deleted, so their bucket outlives the stack: leave keepOnDestroy out, or objectLock',
  ),
  v.check(
    ({ objectLock, expireAfterDays }) => objectLock === undefined || objectLock.days <= expireAfterDays,
    'objectLock keeps objects for longer than expireAfterDays lets them be: let them expire later, or lock them for less',
  ),
);

const networkSchema = v.strictObject({
  vpcId: ofForm(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC'),
  availabilityZones: v.pipe(
    v.array(notEmpty('the name of an availability zone')),
    v.minLength(1, 'must name at least one, that of a subnet'),
  ),
  subnetIds: v.pipe(
    v.array(ofForm(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet')),
    v.minLength(1, 'must name at least one subnet from which the cluster can be reached'),
  ),
  /** Of those subnets: where a gateway endpoint is entered. */
  routeTableIds: v.optional(v.array(ofForm(/^rtb-[0-9a-f]{8,17}$/, 'the id of a route table')), []),
  /** Existing ones; without any, one is made that lets only out. */
  securityGroupIds: v.optional(v.array(ofForm(/^sg-[0-9a-f]{8,17}$/, 'the id of a security group')), []),
  /** How the function reaches AWS: not at all but for S3, by a NAT gateway that is there, or by endpoints that are made. */
  egress: v.optional(v.picklist(['none', 'nat', 'endpoints']), 'none'),
  /** The gateway endpoint for S3 costs nothing; a VPC can have one for each route table only. */
  s3Endpoint: v.optional(v.picklist(['create', 'existing']), 'create'),
});

/** Only the outline: whether AWS takes it, and whether it ever fires, depends on more and is checked with the whole file. */
const expression = ofForm(/^(?:rate|cron)\(.*\)$/s, 'rate(5 minutes) or cron(0 3 * * ? *)');

/** An expression of EventBridge Scheduler; `timeZone` matters to a cron alone. */
const scheduleSchema = v.pipe(
  v.union(
    [expression, v.strictObject({ schedule: expression, timeZone: v.optional(v.string(), 'UTC') })],
    'must be rate(5 minutes) or cron(0 3 * * ? *), or a mapping with schedule and timeZone',
  ),
  v.transform((value) => (typeof value === 'string' ? { schedule: value, timeZone: 'UTC' } : value)),
);

/** Of a digest that is wanted, and of which nothing else is said. */
export const defaultDigest = { schedule: 'cron(0 8 ? * MON *)', timeZone: 'UTC', period: 'week' } as const;

/** A sum of the day or the week, for those who are told of alerts. */
const digestSchema = v.strictObject({
  schedule: v.optional(expression, defaultDigest.schedule),
  timeZone: v.optional(v.string(), defaultDigest.timeZone),
  period: v.optional(v.picklist(periodKinds), defaultDigest.period),
});

/** The full one is for what no other looks at: memory, clients, settings, security. */
const defaultSchedules = {
  full: 'rate(15 minutes)',
  slowlog: 'rate(5 minutes)',
  latency: 'rate(5 minutes)',
  topology: 'rate(5 minutes)',
} as const;

const schedule = v.exactOptional(scheduleSchema);

/** Whoever names one kind names all: a kind that is left out is not audited on its own. */
const schedulesSchema = v.optional(
  v.pipe(
    v.strictObject({
      full: schedule,
      slowlog: schedule,
      latency: schedule,
      topology: schedule,
      persistence: schedule,
    } satisfies Record<AuditKind, typeof schedule>),
    v.check(
      (kinds) => Object.keys(kinds).length > 0,
      'no audit would ever run: name at least one kind, or leave it out',
    ),
  ),
  defaultSchedules,
);

/** Copies off the hosts, as a user of their own, who can read every value. */
const copySchema = v.strictObject({
  schedule: expression,
  timeZone: v.optional(v.string(), 'UTC'),
  keep: keepSchema,
  /** Of one set, all shards together, as far as it is known. */
  expectedGigabytes: v.exactOptional(
    v.pipe(
      v.number(),
      v.gtValue(0, 'must be more than 0'),
      v.maxValue(
        MOST_COPIED_GIGABYTES,
        `is more than the ${MOST_COPIED_GIGABYTES} GB that a function copies in its 15 minutes: run \`redis-auditor backup copy\` from cron on a host, and leave copy out`,
      ),
    ),
  ),
  /** The user of `redis-auditor acl --for copy`. */
  username: v.exactOptional(notEmpty('leave it out to log in as the default user')),
  secret: v.exactOptional(secret),
});

/** What is done about backups, by functions of their own; nothing unless it is declared. */
const backupSchema = v.pipe(
  v.strictObject({
    /** When every shard is saved on one of its replicas. */
    save: v.exactOptional(scheduleSchema),
    copy: v.exactOptional(copySchema),
    /** The user of `redis-auditor acl --for backup`, who saves. */
    username: v.exactOptional(notEmpty('leave it out to log in as the default user')),
    secret: v.exactOptional(secret),
  }),
  v.check(
    ({ save, copy }) => save !== undefined || copy !== undefined,
    'nothing would ever be saved or copied: name save, copy or both, or leave it out',
  ),
  v.check(
    ({ save, username, secret: ofSaves }) => save !== undefined || (username === undefined && ofSaves === undefined),
    'username and secret are those of saves, and there is no save: those of copies stand in copy',
  ),
);

const tlsSchema = v.strictObject({
  /** PEM file, from the folder of the environment file; its text is shipped with the function. */
  ca: v.exactOptional(notEmpty('the path of a PEM file')),
  servername: v.exactOptional(notEmpty('the name that the certificates carry')),
  insecure: v.optional(v.boolean(), false),
});

function clusterSchema(catalogue: readonly Rule[], knowledge: CronKnowledge | undefined) {
  return v.strictObject({
    id: clusterId,
    provider,
    seeds: v.pipe(v.array(address), v.minLength(1, 'must name at least one node to begin with')),
    username: v.exactOptional(notEmpty('leave it out to log in as the default user')),
    secret: v.exactOptional(secret),
    tls: v.exactOptional(tlsSchema),
    natMap: v.optional(v.record(address, address), {}),
    network: v.exactOptional(networkSchema),
    schedules: schedulesSchema,
    backup: v.exactOptional(backupSchema),
    ...judgementEntries(catalogue, knowledge),
  });
}

/** What may stand in an environment file, given the rules there are. @param knowledge to look into crons of maintenance too */
export function environmentSchema(catalogue: readonly Rule[], knowledge?: CronKnowledge) {
  return v.strictObject({
    account: v.exactOptional(ofForm(/^\d{12}$/, 'the twelve digits of an AWS account, in quotes')),
    region: v.exactOptional(ofForm(new RegExp(`^${REGION}$`), 'an AWS region, as eu-west-1')),
    alerts: alertsSchema,
    /** Whom the auditor's own alarms tell, on a topic of their own. */
    watchdog: v.strictObject({ email: emails }),
    /** Left out, nobody gets one. */
    digest: v.exactOptional(digestSchema),
    storage: v.optional(storageSchema, {}),
    /** Tables and queries of Athena over facts and history. */
    athena: v.optional(v.boolean(), false),
    logs: v.optional(v.strictObject({ retentionDays: v.optional(v.picklist([7, 14, 30, 60, 90, 180, 365]), 30) }), {}),
    /** X-Ray, which makes each cold start about 32 ms longer. */
    tracing: v.optional(v.boolean(), false),
    /** Where people read docs/runbook.md. */
    runbookUrl: v.exactOptional(v.pipe(v.string('must be a URL'), v.url('must be a URL'))),
    localRules,
    /** Of every cluster, as far as it says nothing else itself. */
    policy: v.exactOptional(policySchema),
    clusters: v.pipe(v.array(clusterSchema(catalogue, knowledge)), v.minLength(1, 'must name at least one cluster')),
  });
}
