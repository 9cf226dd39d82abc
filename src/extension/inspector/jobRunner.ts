import { Worker } from 'node:worker_threads';
import { threadFailed } from '../../shared/errors/captureErrors';
import { runJob, type Job, type JobResult } from './jobs';

/** Bytes of a message up to which a job takes no longer than starting a thread would. */
const MOST_IN_PLACE = 32_768;

/** Does long work in a thread, so that the extension host can continue meanwhile. */
export class JobRunner {
  /** @param workerPath Absolute, of the bundled jobWorker.ts. */
  constructor(private readonly workerPath: string) {}

  /**
   * @param signal Ends the work.
   * @returns undefined when it was ended.
   */
  run<J extends Job>(job: J, signal: AbortSignal): Promise<JobResult<J> | undefined> {
    if (job.message.bytes.length <= MOST_IN_PLACE) return Promise.resolve(runJob(job));
    const worker = new Worker(this.workerPath, { workerData: job });
    const end = () => void worker.terminate();
    signal.addEventListener('abort', end);
    return new Promise<JobResult<J> | undefined>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', ({ message }) => reject(threadFailed('decodes a message', message)));
      worker.once('exit', () => resolve(undefined));
    }).finally(() => signal.removeEventListener('abort', end));
  }
}
