/** Name the auditor gives its connections (`CLIENT SETNAME`), by which its own slow-log entries are known. */
export const AUDITOR_CLIENT_NAME = 'redis-cluster-auditor';
