/** Of the policy, wherever one stands. */
const ofPolicy: Readonly<Record<string, string>> = {
  preset: 'What is not declared is as this kind of data usually wants it; docs/policy.md has a table.',
  use: 'In a cache a full memory and evictions are normal.',
  persistence: 'none: the data may vanish.',
  aof: 'The append-only file.',
  'aof.roles': 'Roles on which it must be on; [] for none.',
  'aof.fsync': 'Accepted values of appendfsync.',
  rdb: 'Snapshots.',
  'rdb.savePoints': 'Where save points are accepted.',
  maxLossSeconds: 'Most seconds of acknowledged writes that a shard may lose.',
  kernelFlushSeconds: 'Seconds that Linux may keep written pages in memory.',
  backup:
    'Copies are made off the hosts, by `redis-auditor backup copy` into the bucket of the stack. Left out: expected where backup.copy schedules them.',
  'backup.lastDrill': 'Day of the last restore drill that was made by other means than `backup drill`, as 2026-03-01.',
  minReplicas: 'Healthy replicas wanted for each shard.',
  shards: 'Primaries with slots that the cluster is to have. Left out: three at least.',
  maxclients: 'Connections that every node is to accept.',
  directives: 'Directives that every node is to have, with values as CONFIG GET prints them.',
  adminUsers: 'Users that may hold dangerous commands.',
  roleSpecific: 'Directives that may differ between nodes.',
};

function under(place: string, descriptions: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(descriptions).map(([key, text]) => [`${place}.${key}`, text]));
}

/** What an editor shows for each key of an environment file; a list's items are behind `[]`. */
export const descriptions: Readonly<Record<string, string>> = {
  account:
    'The twelve digits of an AWS account, in quotes. With region, or neither: then to where your credentials lead.',
  region: 'An AWS region, as eu-west-1. With account, or neither.',
  alerts: 'Who is told about the clusters: at least one person, channel, service or machine.',
  'alerts.email': 'Addresses. Each has to confirm the mail that AWS sends it at the first deploy.',
  'alerts.slack':
    'A Slack channel, by Amazon Q Developer in chat applications. Its workspace is authorised once, in the console.',
  'alerts.slack.workspaceId': 'Id of the workspace, as T0123ABCD.',
  'alerts.slack.channelId': 'Id of the channel, as C0123ABCD.',
  'alerts.webhook': 'A Slack incoming webhook, called by a function of the stack.',
  'alerts.webhook.secret': 'Name or ARN of the Secrets Manager secret whose text is the URL of the webhook.',
  'alerts.pagerduty':
    'A service of PagerDuty, told by a function of the stack: one incident for each rule and cluster.',
  'alerts.pagerduty.secret':
    'Name or ARN of the Secrets Manager secret whose text is the key of an "Events API v2" integration.',
  'alerts.pagerduty.severities': 'What opens an incident. info never does.',
  'alerts.pagerduty.region': 'Where the account of PagerDuty lives.',
  'alerts.queues': 'ARNs of SQS queues that get each message as JSON. Their policy has to let the topic send.',
  'alerts.endpoints':
    'https:// URLs that get each message as JSON in the envelope of SNS. They have to confirm. Not together with slack.',
  watchdog: 'Who is told when the auditor itself is in trouble, on a topic that does not depend on it.',
  'watchdog.email': 'Addresses. Each has to confirm the mail that AWS sends it at the first deploy.',
  digest: 'Sums up the audits of a day or a week, for those who are told of alerts. Left out: nobody gets one.',
  'digest.schedule': 'When: cron(0 8 ? * MON *), or rate(1 day).',
  'digest.timeZone': 'The time zone of that cron, as Europe/Berlin.',
  'digest.period': 'What it is about: the day or the week before it.',
  athena:
    'Whether there are tables, a workgroup and queries of Athena over facts and history. They cost nothing until they are used.',
  storage: 'The bucket with facts, history and state.',
  'storage.expireAfterDays': 'Days after which facts and history are deleted.',
  'storage.encryption': "s3: keys that S3 manages. kms: a key of the stack's own, $1 a month and requests.",
  'storage.objectLock': 'Nobody can change or delete facts and history for so long. It cannot be switched off again.',
  'storage.objectLock.mode':
    "governance: a few may lift the lock. compliance: nobody may, not even the account's owner.",
  'storage.objectLock.days': 'Days for which each object is locked.',
  'storage.keepOnDestroy': 'Whether the bucket outlives the stack. false deletes it with everything in it.',
  policy: 'What holds for the data of every cluster here; what a cluster says in its own policy counts more.',
  ...under('policy', ofPolicy),
  localRules:
    'Folder of rules of your own, from the folder of this file; docs/adding-a-rule.md says how they are written.',
  logs: 'Logs of the functions.',
  'logs.retentionDays': 'Days for which they are kept.',
  tracing: 'X-Ray traces of the functions. Each cold start takes about 32 ms longer.',
  runbookUrl: 'Where your people read docs/runbook.md; alarms link to its headings.',
  clusters: 'The clusters that one stack watches.',
  'clusters[].id': 'Names the cluster in alerts, facts and functions. Its history belongs to this name.',
  'clusters[].provider': 'What kind of cluster it is. Only self-managed can be deployed so far.',
  'clusters[].seeds': 'Nodes to begin with, as host:port; any one that answers leads to the others.',
  'clusters[].username': 'The user of `redis-auditor acl`. Left out: the default user.',
  'clusters[].secret':
    'Name or ARN of a Secrets Manager secret: the password as text, or JSON with password and username.',
  'clusters[].tls': 'Connects by TLS.',
  'clusters[].tls.ca': "PEM file of the authority that signed the nodes' certificates, from the folder of this file.",
  'clusters[].tls.servername': 'The name on the certificates, where nodes announce bare IP addresses.',
  'clusters[].tls.insecure': 'true accepts any certificate, also that of an impostor.',
  'clusters[].natMap': 'Announced host:port to host:port to connect to, where the announced one does not lead there.',
  'clusters[].network': 'The VPC in which the function observes. Left out: outside any VPC.',
  'clusters[].network.vpcId': 'Id of the VPC.',
  'clusters[].network.availabilityZones': 'The zones of the subnets.',
  'clusters[].network.subnetIds':
    'Subnets from which the nodes can be reached, two or more in different zones if you can.',
  'clusters[].network.routeTableIds': 'Route tables of the subnets, into which the gateway endpoint for S3 is entered.',
  'clusters[].network.securityGroupIds': 'Existing ones for the function. Without any, one is made that lets only out.',
  'clusters[].network.egress':
    'How the function reaches AWS: none, nothing but S3; nat, by a NAT gateway that is there; endpoints, by ones that are made.',
  'clusters[].network.s3Endpoint':
    'create makes the gateway endpoint for S3, which is free; existing if the VPC has one.',
  'clusters[].schedules': 'When each kind of audit runs. Whoever names one kind names all that shall run.',
  'clusters[].schedules.full': 'Everything in one audit: rate(5 minutes), or cron(0 3 * * ? *).',
  'clusters[].schedules.slowlog': 'The slow log and the commands: rate(5 minutes), or cron(0 3 * * ? *).',
  'clusters[].schedules.latency': 'Round trips and latency events: rate(5 minutes), or cron(0 3 * * ? *).',
  'clusters[].schedules.topology': 'Members, slots and replication: rate(5 minutes), or cron(0 3 * * ? *).',
  'clusters[].schedules.persistence': 'AOF, RDB and what a failure would lose: rate(1 hour), or cron(0 3 * * ? *).',
  'clusters[].backup': 'Saves on replicas and copies into the bucket, each by a function of its own. Left out: none.',
  'clusters[].backup.save':
    'When one replica of each shard saves: cron(0 2 * * ? *); or a mapping with schedule and timeZone.',
  'clusters[].backup.copy': 'An RDB of each shard goes from one of its replicas into the bucket. Left out: none does.',
  'clusters[].backup.copy.schedule':
    'When: cron(0 3 * * ? *). Not while the saves run: neither forks beside the other.',
  'clusters[].backup.copy.timeZone': 'The time zone of that cron, as Europe/Berlin.',
  'clusters[].backup.copy.keep':
    'Which sets stay when a new one is complete: what either of both keeps does, and always the newest complete one.',
  'clusters[].backup.copy.keep.count': 'So many of the newest complete sets.',
  'clusters[].backup.copy.keep.days': 'Sets that were begun within so many days.',
  'clusters[].backup.copy.expectedGigabytes':
    'Gigabytes of one set, all shards together, for the bill and to see whether it is copied in time. Left out: 5 are reckoned with.',
  'clusters[].backup.copy.username':
    'The user of `redis-auditor acl --for copy`, who can read every value. Left out: the default user.',
  'clusters[].backup.copy.secret':
    'Name or ARN of a Secrets Manager secret with the password of that user, as text, or JSON with password and username.',
  'clusters[].backup.username': 'Who saves: the user of `redis-auditor acl --for backup`. Left out: the default user.',
  'clusters[].backup.secret':
    'Name or ARN of a Secrets Manager secret with the password of that user, as text, or JSON with password and username.',
  'clusters[].policy': 'What the team has decided about its data. The rules judge by it.',
  ...under('clusters[].policy', ofPolicy),
  'clusters[].rules': 'Rules that differ from what they declare themselves; docs/rules/README.md lists them.',
  'clusters[].collection': 'How the nodes are visited.',
  'clusters[].collection.deadlineSeconds': 'Seconds after which an audit stops visiting and reports what it has.',
  'clusters[].collection.concurrency': 'Nodes visited at the same time.',
  'clusters[].alerting': 'When people are told, and when they are told again; docs/alerts.md has all of it.',
  'clusters[].alerting.repeatHours': 'Hours after which what still fires is told again; 0 for never.',
  'clusters[].alerting.repeatHours.critical': 'Of what is critical.',
  'clusters[].alerting.repeatHours.warning': 'Of what is a warning.',
  'clusters[].alerting.escalateAfterHours': 'Hours after which a warning that still fires is told as critical.',
  'clusters[].alerting.flapping': 'What comes and goes is told once, together.',
  'clusters[].alerting.flapping.changes': 'More changes than these are flapping.',
  'clusters[].alerting.flapping.withinHours': 'Within so many hours; and for so long it has to be steady.',
  'clusters[].alerting.quietSeconds': 'Seconds after a failover or reshard in which warnings about that shard wait.',
  'clusters[].maintenance': 'When alerts are expected and held back; what still fires at the end is told.',
  'clusters[].maintenance[].name': 'Names the window in reports and in the alert log.',
  'clusters[].maintenance[].owner': 'Whom to ask about it.',
  'clusters[].maintenance[].reason': 'Why alerts are expected then.',
  'clusters[].maintenance[].schedule':
    'When it opens: 0 3 * * SUN, or cron(0 3 ? * SUN *), in UTC; or a mapping with schedule and timeZone.',
  'clusters[].maintenance[].duration': 'For how long: 90m, 2h, at most 7d.',
  'clusters[].maintenance[].matchers': 'Which alerts: all that are given must match, and of several values any.',
  'clusters[].maintenance[].matchers.all': 'true: every alert but those about the auditor itself. It stands alone.',
  'clusters[].maintenance[].matchers.rule': 'Ids of rules, or whole areas, as aof/*.',
  'clusters[].maintenance[].matchers.severity': 'critical, warning or info.',
  'clusters[].maintenance[].matchers.cluster': 'Ids of clusters.',
  'clusters[].maintenance[].matchers.shard': 'First slots of shards.',
  'clusters[].maintenance[].matchers.node': 'Nodes, as host:port or by id.',
};
