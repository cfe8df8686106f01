import { decode, type Decoded } from '../../decode/decode.js';
import { formatBytes, formatTimestamp, headerText } from '../../decode/metadata.js';
import { summarizeKey } from '../../decode/summary.js';
import type { Damage, Header, Message } from '../../model/message.js';
import type { Line } from '../../model/styled.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { wrapWords } from '../text/wrap-words.js';
import type { Theme } from '../theme.js';
import type { GapWords } from './gap.js';

const LABEL_CELLS = 8;
/** Headers have no limit in Kafka but the size of the message. */
const MAX_HEADERS = 1000;

function labelled(label: string, line: Line): Line {
  return [span(label.padEnd(LABEL_CELLS), 'dim'), ...line];
}

/** What the value turned out to be, in a word. */
function formatWord(decoded: Decoded): Line {
  switch (decoded.kind) {
    case 'json':
      return [span('JSON')];
    case 'text':
      return [span('text')];
    case 'undecodable':
      return [span('not JSON', 'odd')];
    case 'binary':
      return [span('binary', 'odd')];
    case 'tombstone':
      return [span('tombstone', 'odd')];
    case 'empty':
      return [span('empty', 'odd')];
  }
}

function timeLine({ timestamp, timestampType }: Message): Line {
  const kind = timestamp < 0 || timestampType === 'none' ? '' : ` (${timestampType})`;
  return [span(formatTimestamp(timestamp)), span(kind, 'dim')];
}

function headerLines(headers: readonly Header[]): Line[] {
  const lines = headers
    .slice(0, MAX_HEADERS)
    .map(({ key, value }, index) =>
      labelled(index === 0 ? 'headers' : '', [
        span(key, 'key'),
        span('=', 'punctuation'),
        ...headerText(value),
      ]),
    );
  const more = headers.length - lines.length;
  return more > 0
    ? [...lines, labelled('', [span(`and ${plural(more, 'header')} more`, 'dim')])]
    : lines;
}

/** Narrower than this the first line is two. */
const ONE_LINE_CELLS = 52;

/** What is known of a message beside its value. */
export function messageMetadata(message: Message, cells: number, theme: Theme): Line[] {
  const size = [span(formatBytes(message.size)), span('   '), ...formatWord(decode(message.value))];
  const time = timeLine(message);
  const first =
    cells >= ONE_LINE_CELLS ? [[...time, span('   '), ...size]] : [time, labelled('size', size)];
  return [
    ...first,
    labelled('key', summarizeKey(message.key, theme.marks)),
    ...headerLines(message.headers),
  ];
}

/** What is missing in the log beside it, where something is. */
export function gapLines({ before, behind }: GapWords, cells: number, theme: Theme): Line[] {
  const lines = (label: string, words: string | null): Line[] =>
    words === null
      ? []
      : wrapWords([span(words, 'dim')], cells - LABEL_CELLS, theme.text).map((line, index) =>
          labelled(index === 0 ? label : '', line),
        );
  return [...lines('gap', before), ...lines('behind', behind)];
}

export function damageMetadata(damage: Damage, theme: Theme): Line[] {
  const { offset, lastOffset, reason } = damage;
  const count = lastOffset - offset + 1n;
  return [
    [span(`${theme.glyphs.warning} ${plural(count, 'offset')} could not be read`, 'odd')],
    labelled('reason', [span(reason)]),
    labelled('offsets', [span(count === 1n ? `${offset}` : `${offset} to ${lastOffset}`)]),
    labelled('', [span('reading went on behind them', 'dim')]),
  ];
}
