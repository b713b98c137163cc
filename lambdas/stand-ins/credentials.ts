/**
 * Stands in for the SDK's way to look for credentials, in files, at sign-in services and at other addresses: Lambda
 * hands them over in the environment. That search is an eighth of a bundle (scripts/bundle.mjs puts this in its place).
 */
export function defaultProvider() {
  return async (): Promise<Readonly<Record<string, string>>> => {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: token } = process.env;
    if (!id || !key) throw new Error('there are no credentials in the environment of this function');
    return { accessKeyId: id, secretAccessKey: key, ...(token ? { sessionToken: token } : {}) };
  };
}
