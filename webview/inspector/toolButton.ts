import * as common from '../common/toolButton';

/** A button with a word. @param about What it does, where its text is too short to say so. */
export function toolButton(text: string, run: () => void, about = ''): HTMLButtonElement {
  return common.toolButton({ label: text, title: about, onClick: run });
}

/** One with a picture alone: screen readers say what it does. @param title Says more than `about`. */
export function iconButton(
  icon: common.IconName,
  about: string,
  run: () => void,
  title = about,
): HTMLButtonElement {
  return common.toolButton({ label: about, title, icon, onClick: run });
}
