/** A request as it came in. Byte fields of the body are replaced by their length, as `<12 bytes>`. */
export interface LoggedRequest {
  /** ms since the epoch. */
  readonly at: number;
  readonly apiKey: number;
  /** As in the protocol's own list; `Unknown` for a key that is not spoken. */
  readonly apiName: string;
  readonly apiVersion: number;
  readonly clientId: string | null;
  readonly brokerId: number;
  /** The fields of the request; null where they could not be read. */
  readonly body: unknown;
}

/** The last requests, oldest first. */
export class RequestLog {
  readonly #limit: number;
  #requests: LoggedRequest[] = [];
  #total = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** All that ever came, those that the bound has dropped included. */
  get total(): number {
    return this.#total;
  }

  get all(): readonly LoggedRequest[] {
    return this.#requests.slice(-this.#limit);
  }

  add(request: LoggedRequest): void {
    this.#total += 1;
    this.#requests.push({ ...request, body: withoutBytes(request.body) });
    // Cut in big steps: shifting an array for every request costs more than it keeps.
    if (this.#requests.length >= this.#limit * 2)
      this.#requests = this.#requests.slice(-this.#limit);
  }

  clear(): void {
    this.#requests = [];
  }
}

function withoutBytes(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return `<${value.length} bytes>`;
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutBytes(inner)]),
  );
}
