import { groupDigits } from '../../decode/metadata.js';
import type { SearchSnapshot } from '../../model/search.js';
import type { Line } from '../../model/styled.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

function writtenBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** `0:09`, `12:30`, `2:03:09` */
function writtenDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = two(seconds % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

function stateWords({ state, progress }: SearchSnapshot): Line {
  switch (state.state) {
    case 'opening':
      return [span('opening', 'accent')];
    case 'searching': {
      const { remaining } = progress;
      const left = remaining === null ? '' : `  ${writtenDuration(remaining)} left`;
      return [span(`searching${left}`, 'accent')];
    }
    case 'done':
      return [span('done', 'good')];
    case 'stopped':
      return [span('stopped', 'odd')];
    case 'lost':
      return [span(`lost: ${state.problem.message}`, 'bad')];
    case 'failed':
      return [span(`${state.problem.message}: ${state.problem.next}`, 'bad')];
  }
}

/** How far it is, in a line: percent, messages, bytes, rate, time left. */
export function progressLine(search: SearchSnapshot): Line {
  const { progress } = search;
  const percent = `${Math.floor(progress.fraction * 100)} %`.padStart(5);
  const facts = [
    plural(progress.messages, 'message'),
    writtenBytes(progress.bytes),
    `${groupDigits(Math.round(progress.rate))}/s`,
  ].join('  ');
  return [span(`${percent}  `), span(`${facts}  `, 'dim'), ...stateWords(search)];
}

/** What is not in the list is not lost: it is counted, and said how to get at it. */
function beyondWords({ beyond, file }: SearchSnapshot): string {
  if (beyond === 0) return '';
  const counted = `${groupDigits(beyond)} more found than are kept`;
  return file === null ? `${counted}: e writes all to a file` : counted;
}

/** What was written, passed over or not kept, in a line; null where that is nothing. */
export function leftOutLine(search: SearchSnapshot): Line | null {
  const { file } = search;
  const parts = [
    file === null ? '' : `${groupDigits(file.lines)} written to ${file.path}`,
    beyondWords(search),
    search.damaged > 0 ? `${groupDigits(search.damaged)} unreadable` : '',
    search.lost > 0n ? `${groupDigits(search.lost)} lost to retention` : '',
    search.aborted > 0 ? `${groupDigits(search.aborted)} rolled back` : '',
    ...search.notes.slice(-1),
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : [span(parts.join('  '), 'odd')];
}
