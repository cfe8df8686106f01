import { KafkaTuiError, EXIT } from '../../model/problem.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Terminals without an alternate screen: theirs is cleared instead. */
const WITHOUT_ALTERNATE_SCREEN = /^(?:linux|vt\d|ansi|cons25|con\d)/;

const CLEAR = '\u001B[H\u001B[2J';

/** Throws where nothing can be drawn: TERM unset or `dumb`. */
export function checkTerminal(env: Environment, platform: NodeJS.Platform): void {
  const term = env['TERM'] ?? '';
  if (platform === 'win32' || (term !== '' && term !== 'dumb')) return;
  throw new KafkaTuiError({
    code: 'TERMINAL_DUMB',
    message:
      term === ''
        ? 'TERM is not set, so there is no way to draw on this terminal'
        : 'a dumb terminal (TERM=dumb) cannot show the panes',
    next: 'set TERM to your terminal (TERM=xterm-256color), or print lines instead: add -J or -f FORMAT',
    exitCode: EXIT.usage,
  });
}

/** The alternate screen, no cursor, no wrapping (a glyph wider than we think must not push the line on), bracketed paste. */
export function enterSequence(env: Environment): string {
  return `\u001B[?1049h${hasAlternate(env) ? '' : CLEAR}\u001B[?25l\u001B[?7l\u001B[?2004h`;
}

/** Undoes all of it, whatever state the terminal is in; an ESC also ends a sequence that was cut. */
export function leaveSequence(env: Environment): string {
  return `\u001B[m\u001B[?2004l\u001B[?7h${hasAlternate(env) ? '' : CLEAR}\u001B[?1049l\u001B[?25h`;
}

function hasAlternate(env: Environment): boolean {
  return !WITHOUT_ALTERNATE_SCREEN.test(env['TERM'] ?? '');
}
