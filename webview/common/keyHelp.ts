/** A key of a view, for people. */
export interface KeyHelp {
  /** Any of them. */
  keys: readonly string[];
  does: string;
  /** A keybinding of VS Code: the user may have given it other keys. */
  command?: true;
}
