import { ProtocolError, type Reader, type Writer } from './wire.js';

/** The version being spoken, and whether it has compact lengths and tagged fields (KIP-482). */
export interface Dialect {
  readonly version: number;
  readonly flexible: boolean;
}

/**
 * One type of the protocol, for both directions. `Out` is what reading gives; `In`, what writing
 * takes, may be looser: fields with a fallback can be left out, records may come in pieces.
 */
export interface Codec<Out, In = Out> {
  read(reader: Reader, dialect: Dialect): Out;
  write(writer: Writer, value: In, dialect: Dialect): void;
  /** A value that says nothing: zero, empty, null. */
  readonly empty: Out;
}

/** A field that only some versions have, or that a writer may leave out. */
export interface Field<Out, In = Out> extends Codec<Out, In> {
  readonly optional: true;
  readonly since: number;
  readonly until: number;
  readonly fallback: In;
}

type AnyCodec = Codec<unknown, never>;
type Fields = Readonly<Record<string, AnyCodec>>;
type OutOf<C> = C extends Codec<infer Out, never> ? Out : never;
type InOf<C> = C extends { write(writer: Writer, value: infer In, dialect: Dialect): void }
  ? In
  : never;
type OptionalKeys<F> = {
  [K in keyof F]: F[K] extends { readonly optional: true } ? K : never;
}[keyof F];

type StructOut<F> = { readonly [K in keyof F]: OutOf<F[K]> };
type StructIn<F> = { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: InOf<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: InOf<F[K]>;
};

export const bool: Codec<boolean> = {
  read: (reader) => reader.int8() !== 0,
  write: (writer, value) => {
    writer.int8(value ? 1 : 0);
  },
  empty: false,
};

export const int8: Codec<number> = {
  read: (reader) => reader.int8(),
  write: (writer, value) => {
    writer.int8(value);
  },
  empty: 0,
};

export const int16: Codec<number> = {
  read: (reader) => reader.int16(),
  write: (writer, value) => {
    writer.int16(value);
  },
  empty: 0,
};

export const int32: Codec<number> = {
  read: (reader) => reader.int32(),
  write: (writer, value) => {
    writer.int32(value);
  },
  empty: 0,
};

export const int64: Codec<bigint> = {
  read: (reader) => reader.int64(),
  write: (writer, value) => {
    writer.int64(value);
  },
  empty: 0n,
};

/** Milliseconds since the epoch, or a small negative number with a meaning; safe as a double. */
export const timestamp: Codec<number> = {
  read: (reader) => Number(reader.int64()),
  write: (writer, value) => {
    writer.int64(BigInt(Math.trunc(value)));
  },
  empty: 0,
};

export const nullableString: Codec<string | null> = {
  read(reader, { flexible }) {
    const length = flexible ? reader.uvarint() - 1 : reader.int16();
    return length === -1 ? null : reader.bytes(length).toString('utf8');
  },
  write(writer, value, { flexible }) {
    const length = value === null ? -1 : Buffer.byteLength(value);
    if (flexible) writer.uvarint(length + 1);
    else writer.int16(length);
    if (value !== null) writer.utf8(value, length);
  },
  empty: null,
};

export const string: Codec<string> = {
  read: (reader, dialect) => present(nullableString.read(reader, dialect), 'string'),
  write: (writer, value, dialect) => {
    nullableString.write(writer, value, dialect);
  },
  empty: '',
};

/** Sixteen bytes, as hex. */
export const uuid: Codec<string> = {
  read: (reader) => reader.bytes(16).toString('hex'),
  write: (writer, value) => {
    writer.bytes(Buffer.from(value.padStart(32, '0'), 'hex'));
  },
  empty: '',
};

/** Bytes, or records: written from one buffer or from a list of them, read as one view. */
export const nullableBytes: Codec<Buffer | null, Buffer | readonly Buffer[] | null> = {
  read(reader, dialect) {
    const length = readLength(reader, dialect);
    return length === -1 ? null : reader.bytes(length);
  },
  write(writer, value, dialect) {
    const pieces = value === null || Buffer.isBuffer(value) ? [value ?? Buffer.alloc(0)] : value;
    const length = value === null ? -1 : pieces.reduce((sum, piece) => sum + piece.length, 0);
    writeLength(writer, length, dialect);
    for (const piece of pieces) writer.bytes(piece);
  },
  empty: null,
};

export const bytes: Codec<Buffer, Buffer | readonly Buffer[]> = {
  read: (reader, dialect) => present(nullableBytes.read(reader, dialect), 'bytes'),
  write: (writer, value, dialect) => {
    nullableBytes.write(writer, value, dialect);
  },
  empty: Buffer.alloc(0),
};

export function nullableArray<Out, In>(
  element: Codec<Out, In>,
): Codec<readonly Out[] | null, readonly In[] | null> {
  return {
    read(reader, dialect) {
      const length = readLength(reader, dialect);
      if (length === -1) return null;
      // Every element takes a byte at least, so a mad length is caught before it costs memory.
      if (length < 0 || length > reader.remaining) {
        throw new ProtocolError(`an array of ${length} with ${reader.remaining} bytes left`);
      }
      const elements: Out[] = [];
      for (let i = 0; i < length; i += 1) elements.push(element.read(reader, dialect));
      return elements;
    },
    write(writer, value, dialect) {
      writeLength(writer, value === null ? -1 : value.length, dialect);
      for (const one of value ?? []) element.write(writer, one, dialect);
    },
    empty: null,
  };
}

export function array<Out, In>(element: Codec<Out, In>): Codec<readonly Out[], readonly In[]> {
  const nullable = nullableArray(element);
  return {
    read: (reader, dialect) => present(nullable.read(reader, dialect), 'array'),
    write: (writer, value, dialect) => {
      nullable.write(writer, value, dialect);
    },
    empty: [],
  };
}

export function struct<F extends Fields>(fields: F): Codec<StructOut<F>, StructIn<F>> {
  const entries = Object.entries(fields) as [string, Codec<unknown> | Field<unknown>][];
  const inVersion = (field: Codec<unknown> | Field<unknown>, version: number): boolean =>
    !('optional' in field) || (version >= field.since && version <= field.until);
  const fallback = (field: Codec<unknown> | Field<unknown>): unknown =>
    'optional' in field ? field.fallback : field.empty;
  return {
    read(reader, dialect) {
      const out: Record<string, unknown> = {};
      for (const [name, field] of entries) {
        out[name] = inVersion(field, dialect.version)
          ? field.read(reader, dialect)
          : fallback(field);
      }
      if (dialect.flexible) skipTags(reader);
      return out as StructOut<F>;
    },
    write(writer, value, dialect) {
      const given = value as Readonly<Record<string, unknown>>;
      for (const [name, field] of entries) {
        if (!inVersion(field, dialect.version)) continue;
        const one = given[name];
        field.write(writer, one === undefined ? fallback(field) : one, dialect);
      }
      if (dialect.flexible) writer.uvarint(0);
    },
    empty: Object.fromEntries(
      entries.map(([name, field]) => [name, fallback(field)]),
    ) as StructOut<F>,
  };
}

/** A field that versions from `version` on have; elsewhere it reads as `fallback`. */
export function since<Out, In>(
  version: number,
  codec: Codec<Out, In>,
  fallback: Out & In,
): Field<Out, In> {
  return between(version, Infinity, codec, fallback);
}

/** A field that versions up to and with `version` have. */
export function until<Out, In>(
  version: number,
  codec: Codec<Out, In>,
  fallback: Out & In,
): Field<Out, In> {
  return between(0, version, codec, fallback);
}

export function between<Out, In>(
  first: number,
  last: number,
  codec: Codec<Out, In>,
  fallback: Out & In,
): Field<Out, In> {
  return { ...codec, optional: true, since: first, until: last, fallback };
}

/** A field that every version has, and that a writer may leave out. */
export function optional<Out, In>(codec: Codec<Out, In>, fallback: Out & In): Field<Out, In> {
  return between(0, Infinity, codec, fallback);
}

/** Tagged fields are optional by definition, so that none needs to be understood. */
export function skipTags(reader: Reader): void {
  const count = reader.uvarint();
  for (let i = 0; i < count; i += 1) {
    reader.uvarint();
    reader.bytes(reader.uvarint());
  }
}

function readLength(reader: Reader, { flexible }: Dialect): number {
  return flexible ? reader.uvarint() - 1 : reader.int32();
}

function writeLength(writer: Writer, length: number, { flexible }: Dialect): void {
  if (flexible) writer.uvarint(length + 1);
  else writer.int32(length);
}

function present<T>(value: T | null, what: string): T {
  if (value === null) throw new ProtocolError(`null where a ${what} must be`);
  return value;
}
