import type { Cluster, Node } from '../cluster.js';
import type { FaultRegistry } from '../fault-registry.js';
import {
  type Api,
  type ApiFacts,
  readRequestBody,
  type RequestHeader,
  responseFrame,
} from '../../../kafka/protocol/api.js';
import type { ApiName } from '../../../kafka/protocol/messages.js';
import type { Reader } from '../../../kafka/protocol/wire.js';

/** What a connection has shown of who it is. */
export interface Login {
  state: 'none' | 'chosen' | 'done' | 'failed';
  /** What goes on between client and broker, once a mechanism is chosen. */
  exchange: Exchange | null;
  /** When the login has to be renewed, ms since the epoch; null for never. */
  until: number | null;
  /** SaslHandshake v0: what follows are bare tokens without a request header. */
  bareTokens: boolean;
}

/** One step of a login: what came → what is answered. */
export type Step =
  | { readonly kind: 'more'; readonly answer: Buffer }
  /** `until` is the end of what was shown, ms since the epoch; null where it has none. */
  | { readonly kind: 'accepted'; readonly answer: Buffer; readonly until: number | null }
  | { readonly kind: 'refused'; readonly why: string };

export interface Exchange {
  take(message: Buffer): Step;
}

/** A request on its way: where it came in, and what may be needed to answer it. */
export interface Call {
  readonly cluster: Cluster;
  readonly faults: FaultRegistry;
  readonly node: Node;
  readonly header: RequestHeader;
  readonly clientHost: string;
  readonly login: Login;
  /** Fires when the connection is gone, so that nobody waits for it any more. */
  readonly gone: AbortSignal;
  /** Called with the fields of the request, once they are read. */
  readonly note: (body: unknown) => void;
}

/** Null: this request gets no response (Produce with acks 0). */
export type Handler<Request, Response> = (
  request: Request,
  call: Call,
) => Response | null | Promise<Response | null>;

export interface Route {
  readonly facts: ApiFacts & { readonly name: ApiName };
  serve(reader: Reader, call: Call): Promise<Buffer[] | null>;
}

/** Ties an API to what answers it. */
export function route<ReqOut, ReqIn, ResOut, ResIn>(
  api: Api<ReqOut, ReqIn, ResOut, ResIn>,
  handle: Handler<ReqOut, ResIn>,
): Route {
  const name = api.name as ApiName;
  return {
    facts: { ...api, name },
    async serve(reader, call) {
      const { apiVersion, correlationId } = call.header;
      const request = readRequestBody(api, apiVersion, reader);
      call.note(request);
      const failed = wholeFailure(api, name, request, call);
      const response = failed ?? (await handle(request, call));
      if (response === null) return null;
      const throttle = call.faults.throttleOf(name, call.node.id);
      const kept = throttle?.withoutData === true ? emptyOf(api) : response;
      const body = throttle === null ? kept : { ...kept, throttleTimeMs: throttle.throttleTimeMs };
      return responseFrame(api, apiVersion, correlationId, body);
    },
  };
}

function emptyOf<ReqOut, ReqIn, ResOut, ResIn>(api: Api<ReqOut, ReqIn, ResOut, ResIn>): ResIn {
  return (api.response as { readonly empty: unknown }).empty as ResIn;
}

/**
 * A fault for an API that answers with one error code for all it was asked: nothing is done, the
 * response is empty but for the code. Where every part has its own code, the handler asks for it.
 */
function wholeFailure<ReqOut, ReqIn, ResOut, ResIn>(
  api: Api<ReqOut, ReqIn, ResOut, ResIn>,
  name: ApiName,
  request: ReqOut,
  call: Call,
): ResIn | null {
  const empty = emptyOf(api) as object;
  if (!('errorCode' in empty) || 'topics' in empty) return null;
  const { groupId, transactionalId } = request as Readonly<Record<string, unknown>>;
  const about = groupId ?? transactionalId;
  const errorCode = call.faults.errorFor(name, typeof about === 'string' ? about : null);
  return errorCode === 0 ? null : ({ ...empty, errorCode } as ResIn);
}
