/** Whether a key asked for a menu: it is about what the keyboard is on. */
export function isByKey({ button }: { button: number }): boolean {
  // No button of a mouse, as UI Events says of a contextmenu event that no pointer made.
  return button < 0;
}
