import * as vscode from 'vscode';
import { TIME_FORMATS, type TimeFormat } from '../../shared/webview/ladderProtocol';
import { SETTINGS } from './ids';
import { checkTraceSettings, type TraceSettings } from './traceSettings';

export interface Settings {
  timeFormat: TimeFormat;
}

/** How things are shown, as the settings say now; a value that makes no sense counts as the default. */
export function readSettings(): Settings {
  const timeFormat = vscode.workspace.getConfiguration().get(SETTINGS.timeFormat);
  return { timeFormat: TIME_FORMATS.find((known) => known === timeFormat) ?? 'absolute' };
}

/** How the next trace is taken. @throws UserError `bad-setting` */
export function readTraceSettings(): TraceSettings {
  const configuration = vscode.workspace.getConfiguration();
  return checkTraceSettings((name) => configuration.get(name));
}
