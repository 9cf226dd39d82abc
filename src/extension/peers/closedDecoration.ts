import * as vscode from 'vscode';
import { PEER_SCHEME } from '../host/ids';

const grey = new vscode.ThemeColor('disabledForeground');

/** Greys the rows of closed peers, whose resource is of our scheme. */
export const closedDecoration: vscode.FileDecorationProvider = {
  provideFileDecoration: ({ scheme }) =>
    scheme === PEER_SCHEME ? new vscode.FileDecoration(undefined, undefined, grey) : undefined,
};
