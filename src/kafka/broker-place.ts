import { formatAddress, parseAddress } from './settings.js';

/**
 * `--rewrite-broker FROM=TO`: a broker that tells FROM as its address is reached at TO. A part that is null is any
 * (in `from`), or stays as it is (in `to`).
 */
export interface BrokerRewrite {
  readonly from: { readonly host: string | null; readonly port: number | null };
  readonly to: { readonly host: string | null; readonly port: number | null };
}

/** Where a broker is reached, and who it says it is. */
export interface BrokerPlace {
  readonly host: string;
  readonly port: number;
  /** The name that its certificate is for: the one it tells, wherever a tunnel begins. */
  readonly name: string;
  /** The address as it was told or given: `lab:9092`. */
  readonly told: string;
  /** For messages: `lab:9092`, or `localhost:19092 (for lab:9092)`. */
  readonly label: string;
}

/** The place of an address that was told by a broker or a user; the first rewrite that fits counts. */
export function placeOf(
  rewrites: readonly BrokerRewrite[],
  told: { readonly host: string; readonly port: number },
): BrokerPlace {
  const { host, port } = told;
  const rewrite = rewrites.find(
    ({ from }) =>
      (from.host === null || from.host.toLowerCase() === host.toLowerCase()) &&
      (from.port === null || from.port === port),
  );
  const there = { host: rewrite?.to.host ?? host, port: rewrite?.to.port ?? port };
  const address = formatAddress(host, port);
  const reached = formatAddress(there.host, there.port);
  const label = reached === address ? address : `${reached} (for ${address})`;
  return { ...there, name: host, told: address, label };
}

export function placeOfAddress(rewrites: readonly BrokerRewrite[], address: string): BrokerPlace {
  return placeOf(rewrites, parseAddress(address));
}
