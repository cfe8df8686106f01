import { CHECK_TITLES, type CheckStep, remarksOf, tookWords } from '../model/check.js';

/** Signs in front of a step, one cell each. */
export type CheckMarks = Readonly<Record<CheckStep['state'], string>>;

const TITLE_CELLS = Math.max(...Object.values(CHECK_TITLES).map((title) => title.length));
const TOOK_CELLS = 7;

/** A step as aligned lines without colour; whatever a broker said is made safe. */
export function checkLines(step: CheckStep, marks: CheckMarks): string {
  const head = `${marks[step.state]} ${CHECK_TITLES[step.id].padEnd(TITLE_CELLS)} ${tookWords(step).padStart(TOOK_CELLS)}  `;
  const [first, ...rest] = remarksOf(step).map(({ kind, text }) =>
    printable(kind === 'next' ? `next: ${text}` : text),
  );
  const indent = ' '.repeat(head.length);
  return [`${head}${first ?? ''}`.trimEnd(), ...rest.map((line) => indent + line)]
    .map((line) => `${line}\n`)
    .join('');
}

/** A step as one line of JSON: every key stands in every line. */
export function checkJson(step: CheckStep): string {
  const problem = step.state === 'failed' ? step.problem : null;
  return `${JSON.stringify({
    step: step.id,
    state: step.state,
    ms: 'ms' in step ? Math.round(step.ms * 10) / 10 : null,
    found: 'found' in step ? step.found : '',
    code: problem?.code ?? null,
    message: problem?.message ?? null,
    next: problem?.next ?? null,
    hints: step.state === 'odd' ? step.hints : [],
    exitCode: problem?.exitCode ?? 0,
  })}\n`;
}

/** Names in certificates and of clients may hold what would move the cursor. */
function printable(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
}
