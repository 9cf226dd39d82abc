/** Whether a key asked for a menu: it is about what the keyboard is on. */
export function isByKey({ button }: { button: number }): boolean {
  // A contextmenu event that no pointer made is of no button.
  return button < 0;
}
