import { EXIT, KafkaTuiError } from '../model/problem.js';
import type { RecordCursor } from '../kafka/record-cursor.js';
import type { LineBuffer } from './line-buffer.js';

/** Appends one message to the output. */
export type LineWriter = (out: LineBuffer, record: RecordCursor, partition: number) => void;

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The offset without making a bigint for each record, where that is exact. */
export function writeOffset(out: LineBuffer, record: RecordCursor): void {
  if (record.baseOffset < SAFE - 0x8000_0000n)
    out.integer(Number(record.baseOffset) + record.offsetDelta);
  else out.text(record.offset.toString());
}

const ESCAPES: Readonly<Record<string, number>> = {
  n: 0x0a,
  t: 0x09,
  r: 0x0d,
  '0': 0x00,
  '\\': 0x5c,
};

/**
 * Compiles kcat's format string: `%t` topic, `%p` partition, `%o` offset, `%k` key, `%K` its length,
 * `%s` value, `%S` its length, `%T` timestamp (ms), `%h` headers, `%%`; `\n \t \r \0 \\ \xHH`.
 * A null key or value has no bytes and the length -1, as in kcat. Throws on what is none of these.
 */
export function compileFormat(format: string, topic: string): LineWriter {
  const steps: LineWriter[] = [];
  let literal: number[] = [];
  const flush = (): void => {
    if (literal.length === 0) return;
    const bytes = Buffer.from(literal);
    literal = [];
    steps.push((out) => {
      out.bytes(bytes);
    });
  };
  for (let at = 0; at < format.length; at++) {
    const char = format[at] ?? '';
    const next = format[at + 1] ?? '';
    if (char === '%') {
      at++;
      if (next === '%') literal.push(0x25);
      else {
        flush();
        steps.push(token(next, topic, format));
      }
    } else if (char === '\\') {
      const hex = /^x([0-9a-fA-F]{2})/.exec(format.slice(at + 1));
      if (hex) {
        literal.push(parseInt(hex[1] ?? '', 16));
        at += 3;
      } else {
        const escaped = ESCAPES[next];
        if (escaped === undefined) throw badFormat(`\\${next}`, format);
        literal.push(escaped);
        at++;
      }
    } else {
      const point = String.fromCodePoint(format.codePointAt(at) ?? 0);
      literal.push(...Buffer.from(point));
      at += point.length - 1;
    }
  }
  flush();
  return (out, record, partition) => {
    for (const step of steps) step(out, record, partition);
  };
}

function token(name: string, topic: string, format: string): LineWriter {
  const topicBytes = Buffer.from(topic);
  switch (name) {
    case 't':
      return (out) => {
        out.bytes(topicBytes);
      };
    case 'p':
      return (out, _record, partition) => {
        out.integer(partition);
      };
    case 'o':
      return writeOffset;
    case 'k':
      return (out, record) => {
        out.slice(record.buffer, record.keyStart, record.keyLength);
      };
    case 'K':
      return (out, record) => {
        out.integer(record.keyLength);
      };
    case 's':
      return (out, record) => {
        out.slice(record.buffer, record.valueStart, record.valueLength);
      };
    case 'S':
      return (out, record) => {
        out.integer(record.valueLength);
      };
    case 'T':
      return (out, record) => {
        out.integer(record.timestamp);
      };
    case 'h':
      return writeHeaders;
    default:
      throw badFormat(`%${name}`, format);
  }
}

/** kcat's `name=value,name=value`; a null value is NULL. */
function writeHeaders(out: LineBuffer, record: RecordCursor): void {
  record.headers().forEach((header, index) => {
    if (index > 0) out.byte(0x2c);
    out.text(`${header.key}=`);
    if (header.value === null) out.text('NULL');
    else out.bytes(header.value);
  });
}

function badFormat(what: string, format: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'USAGE',
    message: `-f '${format}': ${what} is not known`,
    next: 'write %t %p %o %k %K %s %S %T %h %% and \\n \\t \\r \\xHH',
    exitCode: EXIT.usage,
  });
}
