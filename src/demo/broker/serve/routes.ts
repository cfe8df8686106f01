import * as admin from './admin.js';
import { fetchRoute } from './fetch.js';
import { offsetCommitRoute, offsetFetchRoute } from './group-offsets.js';
import * as groups from './groups.js';
import { apiVersionsRoute, findCoordinatorRoute, metadataRoute } from './metadata.js';
import { listOffsetsRoute, offsetForLeaderEpochRoute } from './offsets.js';
import { produceRoute } from './produce.js';
import type { Route } from './route.js';
import { saslAuthenticateRoute, saslHandshakeRoute } from './sasl.js';
import * as transactions from './transactions.js';

const ROUTES: readonly Route[] = [
  apiVersionsRoute,
  metadataRoute,
  findCoordinatorRoute,
  produceRoute,
  fetchRoute,
  listOffsetsRoute,
  offsetForLeaderEpochRoute,
  groups.joinGroupRoute,
  groups.syncGroupRoute,
  groups.heartbeatRoute,
  groups.leaveGroupRoute,
  groups.describeGroupsRoute,
  groups.listGroupsRoute,
  groups.deleteGroupsRoute,
  offsetCommitRoute,
  offsetFetchRoute,
  transactions.initProducerIdRoute,
  transactions.addPartitionsToTxnRoute,
  transactions.addOffsetsToTxnRoute,
  transactions.txnOffsetCommitRoute,
  transactions.endTxnRoute,
  admin.createTopicsRoute,
  admin.deleteTopicsRoute,
  admin.deleteRecordsRoute,
  admin.createPartitionsRoute,
  admin.describeConfigsRoute,
  admin.describeLogDirsRoute,
  saslHandshakeRoute,
  saslAuthenticateRoute,
];

const byKey = new Map(ROUTES.map((one) => [one.facts.key, one]));

export function routeOf(apiKey: number): Route | undefined {
  return byKey.get(apiKey);
}
