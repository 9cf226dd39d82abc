import { readChecklist } from '../client/preflight/checklist';
import { checklistText, summary } from '../client/preflight/checklistText';
import { refuseWithoutProc } from '../client/refuseWithoutProc';
import { setupAmiss } from '../shared/errors/setupErrors';
import { say, writeOut } from './output';

/** Prints the checklist. @throws UserError `setup-amiss` unless all of it is ok. */
export async function checkCommand(): Promise<void> {
  refuseWithoutProc();
  const { checks } = await readChecklist(__dirname);
  await writeOut(checklistText(checks));
  if (!checks.every(({ ok }) => ok)) throw setupAmiss(summary(checks));
  say(summary(checks));
}
