import * as vscode from 'vscode';
import type { CONTEXT_KEYS } from './ids';

type ContextKey = (typeof CONTEXT_KEYS)[keyof typeof CONTEXT_KEYS];

/** For the `when` clauses of package.json. */
export function setContextKey(key: ContextKey, value: boolean | string): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
