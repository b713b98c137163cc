import { ok } from '../../core/observed.ts';
import { classifyError } from '../../core/parse/errors.ts';
import type { Reply } from '../../core/reply.ts';
import type { ConnectionSettings, Dialler, PinnedConnection } from '../../ports.ts';
import { type OpenConnection, openConnection } from './connection.ts';
import { opening } from './questionnaire.ts';

/** Opens connections that somebody else asks on: logged in, and named so that audits know whose commands these are. */
export function dialler(settings: ConnectionSettings): Dialler {
  return {
    async dial(address, timeoutMs, signal) {
      const opened = await openConnection(address, settings, timeoutMs, signal);
      if (opened.state !== 'ok') return opened;
      const questions = opening(settings);
      const replies = await opened.value.ask(questions, timeoutMs);
      // Without a name it goes on; without a login nothing does.
      const login = questions.findIndex(({ key }) => key === 'auth');
      const refusal = replies[login] ?? replies.find(isLost);
      if (refusal === undefined || 'value' in refusal) return ok(pinned(opened.value));
      await opened.value.close();
      return classifyError(refusal.error);
    },
  };
}

/** The server said nothing at all: an error of its own has a name. */
function isLost(reply: Reply): boolean {
  return 'error' in reply && !(reply.error instanceof Error && reply.error.name === 'ReplyError');
}

function pinned(connection: OpenConnection): PinnedConnection {
  return {
    ask: (commands, timeoutMs) =>
      connection.ask(
        commands.map((words) => ({ words })),
        timeoutMs,
      ),
    close: connection.close,
  };
}
