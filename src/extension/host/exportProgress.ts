import type { ExportControl } from '../../capture/export/saveFile';
import type { Dialogs } from './dialogs';

/**
 * Does an export that the person sees the progress of and can cancel: that is not an error.
 * @returns Whether it was done to the end.
 */
export async function withExportProgress(
  dialogs: Dialogs,
  title: string,
  work: (control: ExportControl) => Promise<void>,
): Promise<boolean> {
  const progress = { cancelled: false };
  await dialogs.progress(title, async (report, signal) => {
    const onProgress = (share: number): void => report(`${Math.floor(share * 100)} %`);
    try {
      await work({ signal, onProgress });
    } catch (error) {
      if (!signal.aborted) throw error;
      progress.cancelled = true;
    }
  });
  return !progress.cancelled;
}
