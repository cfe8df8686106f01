// A thread that looks into batches: a job in, its answer out, and nothing else.
import { parentPort, workerData } from 'node:worker_threads';
import { type LookJob, READY, type Required } from './job.js';
import { Look } from './look.js';

const look = new Look(workerData as Required);
parentPort?.on('message', (job: LookJob) => {
  parentPort?.postMessage(look.at(job));
});
parentPort?.postMessage(READY);
