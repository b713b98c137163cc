/**
 * How patient the functions are with AWS: three attempts, each given up in time, so that a service that does not
 * answer costs seconds and not the whole time of the function.
 */
export const patience = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1000,
    /** Until the answer begins. */
    requestTimeout: 4000,
    throwOnRequestTimeout: true,
    /** Without a byte on the connection, as in the middle of an answer. */
    socketTimeout: 4000,
  },
};

/** The same for RDBs: a part is megabytes long, and the end of an upload is reckoned with by S3 for a while. */
export const transferPatience = {
  maxAttempts: 3,
  requestHandler: {
    ...patience.requestHandler,
    requestTimeout: 30_000,
    socketTimeout: 30_000,
  },
};
