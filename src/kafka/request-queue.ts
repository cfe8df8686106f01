import type ConnectionPool from 'kafkajs/src/network/connectionPool.js';

/**
 * kafkajs holds requests back for as long as a broker says (KIP-219), out of reach of every time-out. No
 * quota asks for more than seconds; what does is no throttle, and must not silence the reader for days.
 */
export function boundThrottle(queue: ConnectionPool.RequestQueue, longestMs: number): void {
  const throttle = queue.maybeThrottle.bind(queue);
  queue.maybeThrottle = (ms) => {
    throttle(ms === null || ms === undefined ? null : Math.min(ms, longestMs));
  };
}

/**
 * After its first response kafkajs looks every millisecond, for as long as the connection lives, whether a
 * request waits that it may send by now. Where none waits there is nothing to look for: the next one is sent
 * at once, or has its own look planned.
 */
export function letRest(queue: ConnectionPool.RequestQueue): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue);
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule();
  };
}
