import { SECRET } from '../support/secrets.js';

/** Stand in for AWS: nobody has such keys. */
export const AWS_KEYS = {
  id: 'AKIAKAFKATUITEST0000',
  secret: SECRET.aws,
} as const;

/**
 * What MSK looks for in the token that its signer makes: an address of this region, for the one action, signed by
 * these keys, and not over. The signature itself only AWS can check.
 */
export function acceptMskToken(token: string, region: string): { readonly until: number } | null {
  const text = Buffer.from(token, 'base64url').toString();
  if (!URL.canParse(text)) return null;
  const { host, searchParams: query } = new URL(text);
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const at = Date.parse(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`,
  );
  const until = at + Number(query.get('X-Amz-Expires')) * 1000;
  const credential = `${AWS_KEYS.id}/${year ?? ''}${month ?? ''}${day ?? ''}/${region}/kafka-cluster/aws4_request`;
  const isRight =
    host === `kafka.${region}.amazonaws.com` &&
    query.get('Action') === 'kafka-cluster:Connect' &&
    query.get('X-Amz-Credential') === credential &&
    /^[0-9a-f]{64}$/.test(query.get('X-Amz-Signature') ?? '');
  return isRight && until > Date.now() ? { until } : null;
}
