/** A value of ASN.1 in its distinguished encoding (X.690), as far as PKCS#12 needs it. */
export interface Der {
  /** The first byte: class, constructed, number. */
  readonly tag: number;
  readonly content: Buffer;
}

export const TAG = {
  integer: 0x02,
  octets: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
  /** Constructed, of the context: `[0]`. */
  context0: 0xa0,
  /** Primitive, of the context: `[0]`. */
  implicit0: 0x80,
} as const;

/** Deeper than any certificate store, and no stack's end. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** The values that stand one after the other. Throws a DerError. */
export function readAll(bytes: Buffer): readonly Der[] {
  const values: Der[] = [];
  for (let at = 0; at < bytes.length;) {
    const { value, end } = readAt(bytes, at);
    values.push(value);
    at = end;
  }
  return values;
}

/** The first value; what may stand behind it is not looked at. Throws a DerError. */
export function readOne(bytes: Buffer): Der {
  return readAt(bytes, 0).value;
}

/** What a value is made of. Throws a DerError where it is of another kind. */
export function parts(value: Der | undefined, tag: number): readonly Der[] {
  return readAll(contentOf(value, tag));
}

export function contentOf(value: Der | undefined, tag: number): Buffer {
  if (value?.tag !== tag) throw new DerError('not what was expected there');
  return value.content;
}

/** Object identifiers stay as they are encoded, in hex: they are only compared. */
export function oidOf(value: Der | undefined): string {
  return contentOf(value, TAG.oid).toString('hex');
}

export function numberOf(value: Der | undefined): number {
  const content = contentOf(value, TAG.integer);
  if (content.length === 0 || content.length > 4) throw new DerError('a number that is too large');
  return content.readIntBE(0, content.length);
}

function readAt(bytes: Buffer, at: number): { value: Der; end: number } {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError('ends too soon');
  let length = first;
  let from = at + 2;
  if (first >= 0x80) {
    const size = first & 0x7f;
    // Zero would be a length that is not said: not distinguished.
    if (size === 0 || size > 4 || from + size > bytes.length) throw new DerError('no length');
    length = bytes.readUIntBE(from, size);
    from += size;
  }
  const end = from + length;
  if (end > bytes.length) throw new DerError('ends too soon');
  return { value: { tag, content: bytes.subarray(from, end) }, end };
}
