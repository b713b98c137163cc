import { Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { namedQueries } from '../core/athena-queries.ts';
import { type HistoryTable, historyTables } from '../core/athena-tables.ts';
import { RESULTS_PREFIX } from './auditor-bucket.ts';

export interface HistoryQueriesProps {
  /** Letters, digits and dashes; names the database and the workgroup. */
  readonly environmentName: string;
  /** The values that the partition `cluster` has. */
  readonly clusterIds: readonly string[];
  readonly bucket: IBucket;
  /** How far back there can be anything. */
  readonly expireAfterDays: number;
}

/** A query that would read more is ended. At list price it costs five cents up to there. */
const MOST_BYTES_PER_QUERY = 10 * 2 ** 30;

/**
 * Facts and history as tables that Athena reads where they lie. Partitions are computed from their keys, so that nothing
 * has to run for a new day to be found. None of it costs anything until somebody asks.
 */
export class HistoryQueries extends Construct {
  readonly workGroupName: string;
  readonly databaseName: string;

  constructor(scope: Construct, id: string, props: HistoryQueriesProps) {
    super(scope, id);
    const name = `redis-auditor-${props.environmentName}`;
    this.databaseName = name.toLowerCase().replace(/[^a-z0-9]/g, '_');
    const database = new CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: {
        name: this.databaseName,
        description: `Redis auditor: facts and history of ${props.environmentName}`,
      },
    });
    for (const table of historyTables) this.table(table, props).addResourceDependency(database);
    const workGroup = this.workGroup(name, props);
    this.workGroupName = workGroup.name;
    for (const { name: query, description, sql } of namedQueries()) {
      const named = new CfnNamedQuery(this, `Query-${query}`, {
        // Those of other environments are in the same list.
        name: `${props.environmentName}/${query}`,
        description,
        database: this.databaseName,
        queryString: sql,
        workGroup: workGroup.name,
      });
      named.addResourceDependency(workGroup);
    }
  }

  private workGroup(name: string, { bucket, environmentName }: HistoryQueriesProps): CfnWorkGroup {
    const key = bucket.encryptionKey;
    return new CfnWorkGroup(this, 'WorkGroup', {
      name,
      description: `Redis auditor: questions about ${environmentName}`,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: MOST_BYTES_PER_QUERY,
        publishCloudWatchMetricsEnabled: false,
        resultConfiguration: {
          outputLocation: `s3://${bucket.bucketName}/${RESULTS_PREFIX}`,
          encryptionConfiguration:
            key === undefined ? { encryptionOption: 'SSE_S3' } : { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
        },
      },
    });
  }

  private table({ name, means, prefix, columns }: HistoryTable, props: HistoryQueriesProps): CfnTable {
    const location = `s3://${props.bucket.bucketName}/${prefix}`;
    return new CfnTable(this, `Table-${name}`, {
      catalogId: Stack.of(this).account,
      databaseName: this.databaseName,
      tableInput: {
        name,
        description: means,
        tableType: 'EXTERNAL_TABLE',
        parameters: { classification: 'json', compressionType: 'gzip', ...projection(location, props) },
        partitionKeys: [
          { name: 'cluster', type: 'string', comment: 'id of the cluster' },
          { name: 'dt', type: 'string', comment: 'day on which the audit was due, UTC: 2026-03-01' },
        ],
        storageDescriptor: {
          location,
          inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          compressed: true,
          // One damaged line would end every query that meets it.
          serdeInfo: {
            serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
            parameters: { 'ignore.malformed.json': 'true' },
          },
          columns: columns.map((column) => ({
            name: column.name.toLowerCase(),
            type: column.type.toLowerCase(),
            comment: column.means,
          })),
        },
      },
    });
  }
}

function projection(location: string, { clusterIds, expireAfterDays }: HistoryQueriesProps): Record<string, string> {
  return {
    'projection.enabled': 'true',
    'projection.cluster.type': 'enum',
    'projection.cluster.values': clusterIds.join(','),
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy-MM-dd',
    'projection.dt.range': `NOW-${expireAfterDays}DAYS,NOW`,
    'projection.dt.interval': '1',
    'projection.dt.interval.unit': 'DAYS',
    // Athena fills it in.
    'storage.location.template': `${location}${'cluster=${cluster}/dt=${dt}/'}`,
  };
}
