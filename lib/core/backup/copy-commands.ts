/**
 * Every command that copying from replicas sends, by the name that the server's statistics give it. Whoever may run
 * `sync` can read every value there is, so this is a user of its own.
 */
export const copyCommands: readonly string[] = ['info', 'cluster|nodes', 'role', 'replconf', 'sync', 'client|setname'];
