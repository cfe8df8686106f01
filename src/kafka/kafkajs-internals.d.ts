/**
 * The parts of kafkajs 2.2.4 that are used below its public surface, as far as they are used.
 * kafkajs has no consumer without a group, so reading directly stands on its broker connection.
 * The version is pinned; a change of version means reading these files again.
 */
declare module 'kafkajs/src/broker/index.js' {
  import type { ConnectionPool } from 'kafkajs/src/network/connectionPool.js';
  import type { KafkajsLogger } from 'kafkajs/src/loggers/index.js';

  class Broker {
    constructor(options: {
      connectionPool: ConnectionPool;
      logger: KafkajsLogger;
      nodeId?: number | null;
      allowAutoTopicCreation: boolean;
      authenticationTimeout: number;
    });
    readonly connectionPool: ConnectionPool;
    /** Api key → versions, once connected. */
    versions: Record<number, { minVersion: number; maxVersion: number } | undefined> | null;
    connect(): Promise<void>;
    isConnected(): boolean;
  }
  export = Broker;
}

declare module 'kafkajs/src/network/connectionPool.js' {
  import type { Socket } from 'node:net';
  import type { ConnectionOptions } from 'node:tls';
  import type { KafkajsLogger } from 'kafkajs/src/loggers/index.js';

  interface ProtocolRequest {
    request: {
      apiKey: number;
      apiVersion: number;
      apiName: string;
      /** An encoder, as far as it is looked at: its bytes, twice. */
      encode(): Promise<{ readonly buffer: Buffer; readonly buf: Buffer }>;
    };
    response: {
      decode(payload: Buffer): Promise<unknown>;
      parse(decoded: unknown): Promise<unknown>;
    };
    requestTimeout?: number | null;
    logResponseError?: boolean;
  }

  interface RequestQueue {
    /** Requests that wait for their response; the time-out counts from `sentAt`, in ms since the epoch. */
    readonly inflight: Map<number, { sentAt: number }>;
    /** Requests that may not be sent yet. */
    readonly pending: readonly unknown[];
    /** Sets a timer that looks whether those may be sent by now. */
    scheduleCheckPendingRequests(): void;
    /** Called with what each response says, where it says something; ms. */
    maybeThrottle(clientSideThrottleTime: number | null | undefined): void;
  }

  interface Connection {
    socket?: Socket;
    readonly requestQueue: RequestQueue;
    /** What came and is not a whole response yet. */
    chunks: Buffer[];
    bytesBuffered: number;
    isConnected(): boolean;
    /** How long the broker says that a login is good, in ms; 0 for ever. A `long`. */
    readonly sessionLifetime: { toNumber(): number };
    /** What every request goes through, those of kafkajs itself included; tokens of old logins do not. */
    send(request: ProtocolRequest): Promise<unknown>;
    rejectRequests(error: Error): void;
    disconnect(): Promise<boolean>;
  }

  class ConnectionPool {
    constructor(options: {
      host: string;
      port: number;
      rack?: string | null;
      ssl: ConnectionOptions | null;
      sasl: unknown;
      clientId: string;
      connectionTimeout: number;
      requestTimeout: number;
      enforceRequestTimeout: boolean;
      maxInFlightRequests: number | null;
      logger: KafkajsLogger;
      socketFactory(options: {
        host: string;
        port: number;
        ssl: ConnectionOptions | null;
        onConnect: () => void;
      }): Socket;
    });
    readonly pool: Connection[];
    /** Index 0 carries everything but Fetch, index 1 carries Fetch. */
    getConnection(index?: number): Promise<Connection>;
    send(request: ProtocolRequest): Promise<unknown>;
  }
  namespace ConnectionPool {
    export { ConnectionPool, ProtocolRequest, Connection, RequestQueue };
  }
  export = ConnectionPool;
}

declare module 'kafkajs/src/loggers/index.js' {
  export interface KafkajsLogger {
    namespace(name: string, level?: number | null): KafkajsLogger;
  }
  export function createLogger(options: {
    level: number;
    logCreator: (level: number) => (entry: unknown) => void;
  }): KafkajsLogger;
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connectionPool.js';

  interface RequestDefinitions {
    versions: (string | number)[];
    protocol(options: { version: number }): (body: object) => ProtocolRequest;
  }
  export const requests: Record<string, RequestDefinitions>;
}

declare module 'kafkajs/src/protocol/requests/apiKeys.js' {
  const apiKeys: Record<string, number>;
  export = apiKeys;
}

declare module 'kafkajs/src/protocol/error.js' {
  export const errorCodes: readonly { type: string; code: number; message: string }[];
}

declare module 'kafkajs/src/consumer/assignerProtocol.js' {
  export const MemberMetadata: {
    encode(metadata: { version: number; topics: string[]; userData?: Buffer }): Buffer;
    decode(bytes: Buffer): { version: number; topics: string[] };
  };
  export const MemberAssignment: {
    encode(share: { version: number; assignment: Record<string, number[]> }): Buffer;
    decode(bytes: Buffer): { version: number; assignment: Record<string, number[]> } | null;
  };
}
