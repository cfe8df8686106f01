import type { BrokerLink } from './broker-link.js';
import { type Api, readResponseBody, requestBody } from './protocol/api.js';

/**
 * Sends a request as `protocol/` describes it, in the newest version that both sides speak, and gives the
 * answer with its error codes. Throws a KafkaTuiError where they have no version in common.
 */
export async function ask<ReqOut, ReqIn, ResOut, ResIn>(
  link: BrokerLink,
  api: Api<ReqOut, ReqIn, ResOut, ResIn>,
  body: ReqIn | ((version: number) => ReqIn),
  newest: number = api.max,
): Promise<ResOut> {
  await link.connect();
  const version = link.spoken(api, newest);
  if (version === null) throw link.unspoken(api.name);
  const wanted = typeof body === 'function' ? (body as (version: number) => ReqIn)(version) : body;
  const buffer = requestBody(api, version, wanted);
  return (await link.send({
    request: {
      apiKey: api.key,
      apiVersion: version,
      apiName: api.name,
      // The two things that kafkajs asks of its own encoders.
      encode: () => Promise.resolve({ buffer, buf: buffer }),
    },
    response: {
      decode: (payload) => Promise.resolve(readResponseBody(api, version, payload)),
      parse: (decoded) => Promise.resolve(decoded),
    },
  })) as ResOut;
}

/** Whether this broker answers such requests at all. */
export async function speaks(
  link: BrokerLink,
  api: Pick<Api<unknown, unknown, unknown, unknown>, 'key' | 'min' | 'max'>,
): Promise<boolean> {
  await link.connect();
  return link.spoken(api, api.max) !== null;
}
