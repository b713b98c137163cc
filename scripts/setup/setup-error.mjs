/** Something is missing that could not be put in place; the message says what to do. The scripts exit with 2. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** Tells how the setup goes: on standard error, as standard output belongs to results. */
export function say(text) {
  process.stderr.write(`redis-auditor: ${text}\n`);
}

/** Runs a script's work; a missing requirement becomes a message and exit code 2, without a stack. */
export async function runScript(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 2;
  }
}
