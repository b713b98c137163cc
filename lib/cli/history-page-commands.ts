import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Door, examples } from './command.ts';
import type { PageWords } from './history/page.ts';
import { MONTH, withHistory } from './history-options.ts';
import { exitCodes } from './io.ts';

/** Where the page is served unless another port is named: its address can be kept. */
const USUAL_PORT = 8379;

/** Loaded where it is wanted: nothing else needs the database and what makes the page. */
const commands = () => import('./history/page.ts');

/** The page of the history, from a server on this machine or as one file. */
export function addPageCommands(command: Command, { io, does }: Door): void {
  withHistory(command.command('serve'), MONTH)
    .summary('the history as a page in a browser, on this machine only')
    .description(
      'Serves the history as a page on the loopback address until Ctrl-C. The page shows what is new by itself when ' +
        'audits have stored more.',
    )
    .addOption(new Option('--port <port>', 'where; 0 takes any that is free').argParser(parsePort).default(USUAL_PORT))
    .addHelpText(
      'after',
      examples('history serve --store audit-history', 'history serve --store s3://BUCKET --since 7d'),
    )
    .action(
      does(async (words: PageWords & { readonly port: number }) => {
        await (await commands()).serveCommand(words, io);
        return exitCodes.fine;
      }),
    );
  withHistory(command.command('export'), MONTH)
    .summary('the same page as one file, to mail or to put into a ticket')
    .description('Writes the page with everything that it shows into one file, which asks nobody for anything.')
    .argument('<file>', 'to write, .html')
    .addHelpText('after', examples('history export incident.html --store audit-history --cluster shop --since 7d'))
    .action(
      does(async (file: string, words: PageWords) => {
        await (await commands()).exportCommand(file, words, io);
        return exitCodes.fine;
      }),
    );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Write a number from 0 to 65535.');
}
