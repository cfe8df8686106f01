import { nullableString, skipTags, type Codec, type Dialect } from './schema.js';
import { ProtocolError, Reader, Writer } from './wire.js';

/** One API: its messages in every version, and the versions that are spoken. */
export interface Api<ReqOut, ReqIn, ResOut, ResIn> {
  readonly key: number;
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** What ApiVersions says the lowest version is, where clients want to see a lower one. */
  readonly advertisedMin?: number;
  /** First version with compact lengths and tagged fields. */
  readonly flexibleSince: number;
  readonly request: Codec<ReqOut, ReqIn>;
  readonly response: Codec<ResOut, ResIn>;
}

/** An API whose messages are of no interest, only its name and versions. */
export type ApiFacts = Omit<Api<unknown, unknown, unknown, unknown>, 'request' | 'response'>;

export function api<ReqOut, ReqIn, ResOut, ResIn>(
  description: Api<ReqOut, ReqIn, ResOut, ResIn>,
): Api<ReqOut, ReqIn, ResOut, ResIn> {
  return description;
}

export interface RequestHeader {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string | null;
}

export const API_VERSIONS_KEY = 18;

/** The part of the header that stands in every version; the tags of flexible ones follow it. */
export function readRequestHeader(reader: Reader): RequestHeader {
  const apiKey = reader.int16();
  const apiVersion = reader.int16();
  const correlationId = reader.int32();
  // Even in flexible versions the client id keeps its two-byte length.
  const clientId = nullableString.read(reader, { version: apiVersion, flexible: false });
  return { apiKey, apiVersion, correlationId, clientId };
}

export function dialectOf(facts: ApiFacts, version: number): Dialect {
  return { version, flexible: version >= facts.flexibleSince };
}

export function supports(facts: ApiFacts, version: number): boolean {
  return version >= facts.min && version <= facts.max;
}

/** The body of a request, once its header was read. */
export function readRequestBody<ReqOut, ReqIn, ResOut, ResIn>(
  description: Api<ReqOut, ReqIn, ResOut, ResIn>,
  version: number,
  reader: Reader,
): ReqOut {
  const dialect = dialectOf(description, version);
  if (dialect.flexible) skipTags(reader);
  return description.request.read(reader, dialect);
}

/** A response as it goes onto the wire, the four bytes of its size included. */
export function responseFrame<ReqOut, ReqIn, ResOut, ResIn>(
  description: Api<ReqOut, ReqIn, ResOut, ResIn>,
  version: number,
  correlationId: number,
  body: ResIn,
): Buffer[] {
  const dialect = dialectOf(description, version);
  const writer = new Writer();
  writer.int32(correlationId);
  // ApiVersions keeps the old header, because who asks cannot know yet what we speak (KIP-511).
  if (dialect.flexible && description.key !== API_VERSIONS_KEY) writer.uvarint(0);
  description.response.write(writer, body, dialect);
  return sized(writer);
}

/** A request as it goes onto the wire; the direction that tests need. */
export function requestFrame<ReqOut, ReqIn, ResOut, ResIn>(
  description: Api<ReqOut, ReqIn, ResOut, ResIn>,
  header: Omit<RequestHeader, 'apiKey'>,
  body: ReqIn,
): Buffer[] {
  const dialect = dialectOf(description, header.apiVersion);
  const writer = new Writer();
  writer.int16(description.key);
  writer.int16(header.apiVersion);
  writer.int32(header.correlationId);
  nullableString.write(writer, header.clientId, { ...dialect, flexible: false });
  if (dialect.flexible) writer.uvarint(0);
  description.request.write(writer, body, dialect);
  return sized(writer);
}

/** A request's body as kafkajs puts it behind the header, whose tags it does not know. */
export function requestBody<ReqOut, ReqIn, ResOut, ResIn>(
  description: Api<ReqOut, ReqIn, ResOut, ResIn>,
  version: number,
  body: ReqIn,
): Buffer {
  const dialect = dialectOf(description, version);
  const writer = new Writer();
  if (dialect.flexible) writer.uvarint(0);
  description.request.write(writer, body, dialect);
  return Buffer.concat(writer.chunks());
}

/** A response as kafkajs hands it on: without size and correlation id. Throws a `ProtocolError`. */
export function readResponseBody<ReqOut, ReqIn, ResOut, ResIn>(
  description: Api<ReqOut, ReqIn, ResOut, ResIn>,
  version: number,
  payload: Buffer,
): ResOut {
  const dialect = dialectOf(description, version);
  const reader = new Reader(payload);
  if (dialect.flexible && description.key !== API_VERSIONS_KEY) skipTags(reader);
  return description.response.read(reader, dialect);
}

/** Reads a response frame without its size; the direction that tests need. */
export function readResponse<ReqOut, ReqIn, ResOut, ResIn>(
  description: Api<ReqOut, ReqIn, ResOut, ResIn>,
  version: number,
  frame: Buffer,
): { readonly correlationId: number; readonly body: ResOut } {
  const dialect = dialectOf(description, version);
  const reader = new Reader(frame);
  const correlationId = reader.int32();
  if (dialect.flexible && description.key !== API_VERSIONS_KEY) skipTags(reader);
  const body = description.response.read(reader, dialect);
  if (reader.remaining > 0) throw new ProtocolError(`${reader.remaining} bytes left over`);
  return { correlationId, body };
}

function sized(writer: Writer): Buffer[] {
  const size = Buffer.allocUnsafe(4);
  size.writeInt32BE(writer.length);
  return [size, ...writer.chunks()];
}
