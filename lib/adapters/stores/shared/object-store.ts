/** Bytes under keys, in a bucket or a directory: what every store is built on. */
export interface ObjectStore {
  /** Where it is, for people: a path or `s3://BUCKET`. */
  readonly location: string;
  /** Creates an object. @returns false when the key is taken; what is there stays untouched. */
  create(key: string, body: Uint8Array): Promise<boolean>;
  read(key: string): Promise<StoredObject | null>;
  /** Bytes of an object from an offset on, as many as there are up to `bytes`. @returns null when there is none */
  readPart(key: string, offset: number, bytes: number): Promise<Uint8Array | null>;
  /** Deletes an object; one that is not there is deleted already. Where versions are kept it can be got back. */
  delete(key: string): Promise<void>;
  /**
   * Writes an object in place of the one that `token` was read with; null where none may be there.
   *
   * @throws StateConflictError when something else is there by now
   */
  replace(key: string, body: Uint8Array, token: string | null): Promise<void>;
  /**
   * The keys that begin with `prefix` and stand behind `after`, in the order of their bytes: some of them, and none
   * when there are no more.
   */
  list(prefix: string, after: string): Promise<readonly string[]>;
}

export interface StoredObject {
  readonly body: Uint8Array;
  /** Changes with the content. */
  readonly token: string;
}
