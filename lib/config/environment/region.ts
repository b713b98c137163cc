/** What an AWS region looks like, as a part of a pattern: `eu-west-1`, `us-gov-east-1`. */
export const REGION = '[a-z]{2}(?:-[a-z]+)+-\\d';
