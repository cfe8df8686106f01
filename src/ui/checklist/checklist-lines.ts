import {
  CHECK_ORDER,
  CHECK_TITLES,
  type CheckId,
  type CheckRemark,
  type CheckStep,
  firstFailure,
  remarksOf,
  tookWords,
} from '../../model/check.js';
import type { SessionSnapshot } from '../../model/session.js';
import type { Line, Tone } from '../../model/styled.js';
import { span } from '../parts/segments.js';
import { wrapWords } from '../text/wrap-words.js';
import type { Theme } from '../theme.js';

const TITLE_CELLS = Math.max(...Object.values(CHECK_TITLES).map((title) => title.length)) + 1;
const TOOK_CELLS = 7;
/** Mark, title and time, with what is between them. */
const HEAD_CELLS = 2 + TITLE_CELLS + TOOK_CELLS + 2;
/** Below this there is no room for what was found beside the head. */
const LEAST_BESIDE = 24;

const TONES: Readonly<Record<CheckRemark['kind'], Tone>> = {
  found: 'plain',
  cause: 'bad',
  next: 'plain',
  hint: 'odd',
};

/** The way in as lines of at most `cells`, and below it what is wrong where no step says it. */
export function checklistLines(session: SessionSnapshot, cells: number, theme: Theme): Line[] {
  const { checklist, connection } = session;
  const steps = checklist?.steps ?? [];
  const failure = checklist === null ? null : firstFailure(checklist);
  const begun = new Set(steps.map(({ id }) => id));
  const isOver = checklist?.done === true;
  const waiting = isOver && failure === null ? [] : CHECK_ORDER.filter((id) => !begun.has(id));
  const lines = [
    ...steps.flatMap((step) => stepLines(step, cells, theme)),
    ...waiting.map((id) => waitingLine(id)),
  ];
  const isBroken = connection.state === 'lost' || connection.state === 'failed';
  if (!isBroken || failure !== null || !isOver) return lines;
  const { message, next } = connection.problem;
  return [
    ...lines,
    [],
    ...wrapWords([span(message, 'bad')], cells, theme.text),
    ...wrapWords([span(next)], cells, theme.text),
  ];
}

function mark(state: CheckStep['state'], { glyphs }: Theme): Line {
  switch (state) {
    case 'running':
      return [span(glyphs.ellipsis, 'accent')];
    case 'passed':
      return [span(glyphs.passed, 'good')];
    case 'odd':
      return [span(glyphs.warning, 'odd')];
    case 'failed':
      return [span(glyphs.failed, 'bad')];
    case 'skipped':
      return [span(glyphs.dot, 'dim')];
  }
}

function stepLines(step: CheckStep, cells: number, theme: Theme): Line[] {
  const isDim = step.state === 'skipped';
  const head: Line = [
    ...mark(step.state, theme),
    span(' '),
    span(CHECK_TITLES[step.id].padEnd(TITLE_CELLS), isDim ? 'dim' : 'plain'),
    span(tookWords(step).padStart(TOOK_CELLS), 'dim'),
    span('  '),
  ];
  const isBeside = cells - HEAD_CELLS >= LEAST_BESIDE;
  const room = isBeside ? cells - HEAD_CELLS : cells - 2;
  const remarks = remarksOf(step).flatMap(({ kind, text }) => {
    const tone = isDim ? 'dim' : TONES[kind];
    const words = kind === 'next' ? [span('next ', 'accent'), span(text)] : [span(text, tone)];
    return wrapWords(words, room, theme.text);
  });
  if (!isBeside) return [head, ...remarks.map((line): Line => [span('  '), ...line])];
  const [first = [], ...rest] = remarks;
  const indent = span(' '.repeat(HEAD_CELLS));
  return [[...head, ...first], ...rest.map((line): Line => [indent, ...line])];
}

function waitingLine(id: CheckId): Line {
  return [span(`  ${CHECK_TITLES[id]}`, 'dim')];
}
