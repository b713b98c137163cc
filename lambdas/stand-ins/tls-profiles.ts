/** Stands in for the certificates of a hosting company that the Redis client carries along for its customers. */
const profiles = {};

export default profiles;
