import { parentPort, workerData } from 'node:worker_threads';
import { runJob, type Job } from './jobs';

// The thread that JobRunner starts: one job, then its end.
parentPort!.postMessage(runJob(workerData as Job));
