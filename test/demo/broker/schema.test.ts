import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Api,
  readRequestBody,
  readRequestHeader,
  readResponse,
  requestFrame,
  responseFrame,
} from '../../../src/kafka/protocol/api.js';
import { APIS } from '../../../src/kafka/protocol/messages.js';
import {
  array,
  bool,
  bytes,
  type Codec,
  int16,
  int32,
  int64,
  int8,
  nullableArray,
  nullableBytes,
  nullableString,
  since,
  string,
  struct,
  until,
} from '../../../src/kafka/protocol/schema.js';
import { ProtocolError, Reader, Writer } from '../../../src/kafka/protocol/wire.js';

function written<Out, In>(codec: Codec<Out, In>, value: In, version = 0, flexible = false): Buffer {
  const writer = new Writer(1);
  codec.write(writer, value, { version, flexible });
  const bytesWritten = Buffer.concat(writer.chunks());
  expect(writer.length).toBe(bytesWritten.length);
  return bytesWritten;
}

function thereAndBack<Out, In>(
  codec: Codec<Out, In>,
  value: In,
  version = 0,
  flexible = false,
): Out {
  const reader = new Reader(written(codec, value, version, flexible));
  const back = codec.read(reader, { version, flexible });
  expect(reader.remaining).toBe(0);
  return back;
}

// Through bytes and back: what is no whole character becomes one.
const text = fc
  .oneof(fc.string(), fc.string({ unit: 'binary' }))
  .map((one) => Buffer.from(one).toString());
const buffer = fc.uint8Array({ maxLength: 5000 }).map((one) => Buffer.from(one));

describe('the description of messages', () => {
  it('reads what it has written, in classic and in flexible encoding', () => {
    const everything = struct({
      small: int8,
      yes: bool,
      short: int16,
      word: int32,
      long: int64,
      name: string,
      note: nullableString,
      raw: bytes,
      maybe: nullableBytes,
      list: array(struct({ id: int32, name: string })),
      perhaps: nullableArray(string),
    });
    const value = fc.record({
      small: fc.integer({ min: -128, max: 127 }),
      yes: fc.boolean(),
      short: fc.integer({ min: -32768, max: 32767 }),
      word: fc.integer(),
      long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      name: text,
      note: fc.option(text),
      raw: buffer,
      maybe: fc.option(buffer),
      list: fc.array(fc.record({ id: fc.integer(), name: text })),
      perhaps: fc.option(fc.array(text)),
    });
    fc.assert(
      fc.property(value, fc.boolean(), (one, flexible) => {
        expect(thereAndBack(everything, one, 0, flexible)).toEqual(one);
      }),
    );
  });

  it('has a field only in the versions that have it, and its fallback in the others', () => {
    const message = struct({ old: until(1, int32, 7), always: int8, fresh: since(2, string, '?') });
    expect(written(message, { old: 1, always: 2, fresh: 'x' }, 1)).toHaveLength(5);
    expect(thereAndBack(message, { old: 1, always: 2 }, 1)).toEqual({
      old: 1,
      always: 2,
      fresh: '?',
    });
    expect(thereAndBack(message, { always: 2, fresh: 'x' }, 2)).toEqual({
      old: 7,
      always: 2,
      fresh: 'x',
    });
  });

  it('takes records in pieces without copying the big ones', () => {
    const big = Buffer.alloc(10_000, 1);
    const writer = new Writer();
    nullableBytes.write(writer, [Buffer.from('ab'), big], { version: 0, flexible: false });
    const chunks = writer.chunks();
    expect(chunks).toContain(big);
    expect(Buffer.concat(chunks).readInt32BE(0)).toBe(10_002);
  });

  it('passes over tagged fields that it does not know', () => {
    const tagged = Buffer.from([0, 5, 1, 9, 2, 0xaa, 0xbb]);
    const reader = new Reader(tagged);
    expect(struct({ n: int16 }).read(reader, { version: 0, flexible: true })).toEqual({ n: 5 });
    expect(reader.remaining).toBe(0);
  });

  it('refuses lengths that cannot be, before they cost memory', () => {
    const mad =
      (hex: string, codec: Codec<unknown>, flexible = false) =>
      () =>
        codec.read(new Reader(Buffer.from(hex, 'hex')), { version: 0, flexible });
    expect(mad('7fffffff', array(int8))).toThrow(ProtocolError);
    expect(mad('fffffffe', array(int8))).toThrow(ProtocolError);
    expect(mad('7fffffff', bytes)).toThrow(ProtocolError);
    expect(mad('7fff', string)).toThrow(ProtocolError);
    expect(mad('ffff', string)).toThrow(ProtocolError);
    expect(mad('ffffffffffff', string, true)).toThrow(ProtocolError);
  });
});

describe.each(Object.values(APIS).map((api) => [api.name, api] as const))('%s', (_, api) => {
  const described = api as Api<unknown, unknown, unknown, unknown>;
  const versions = Array.from({ length: api.max - api.min + 1 }, (_unused, i) => api.min + i);

  it.each(versions)('writes and reads its emptiest messages in v%i', (version) => {
    const header = { apiVersion: version, correlationId: 42, clientId: 'me' };
    const { request, response } = described;
    const reader = new Reader(
      Buffer.concat(requestFrame(described, header, request.empty)).subarray(4),
    );
    expect(readRequestHeader(reader)).toEqual({ ...header, apiKey: api.key });
    expect(readRequestBody(described, version, reader)).toEqual(request.empty);
    expect(reader.remaining).toBe(0);
    const frame = Buffer.concat(responseFrame(described, version, 42, response.empty));
    expect(frame.readInt32BE(0)).toBe(frame.length - 4);
    expect(readResponse(described, version, frame.subarray(4))).toEqual({
      correlationId: 42,
      body: response.empty,
    });
  });

  it('reads random bytes as a message or not at all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...versions), buffer, (version, random) => {
        try {
          readRequestBody(described, version, new Reader(random));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });
});
