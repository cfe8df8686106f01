import { EXIT, KafkaTuiError } from '../model/problem.js';

interface Unreachable {
  readonly nodeId: number;
  /** As the broker tells it. */
  readonly address: string;
  /** What was met there. */
  readonly error: KafkaTuiError;
  /** The address that answered and told it. */
  readonly bootstrap: string;
  /** How many more brokers it is the same with. */
  readonly others: number;
}

/** One address answers and names another that does not: the classic with containers and tunnels. */
export function advertisedUnreachable(what: Unreachable): KafkaTuiError {
  const { nodeId, address, error, bootstrap, others } = what;
  const more =
    others > 0 ? ` (and ${others} more ${others === 1 ? 'broker' : 'brokers'} likewise)` : '';
  const [, port = '9092'] = /:(\d+)$/.exec(address) ?? [];
  const isNamed = error.code === 'HOST_NOT_FOUND';
  return new KafkaTuiError(
    {
      code: 'ADVERTISED_UNREACHABLE',
      message:
        `${bootstrap} answers, but it tells ${address} as the address of broker ${nodeId}, ` +
        `and there: ${error.message}${more}`,
      next:
        (isNamed ? '' : `is broker ${nodeId} up? then `) +
        `through a tunnel: --rewrite-broker ${address}=localhost:${port}; or give its name an address in /etc/hosts; ` +
        "or have the broker's advertised.listeners tell an address that is reachable from here",
      exitCode: error.exitCode === EXIT.unauthorised ? EXIT.unauthorised : EXIT.unreachable,
    },
    { cause: error },
  );
}
