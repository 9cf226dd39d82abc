import * as vscode from 'vscode';
import { TIME_FORMATS, type TimeFormat } from '../shared/ladderProtocol';
import {
  DEFAULT_RING_SIZE,
  DEFAULT_SNAP_LENGTH,
  isRingSize,
  isSnapLength,
} from '../shared/traceLimits';
import { SETTINGS } from './ids';

export interface Settings {
  /** Bytes. */
  ringSize: number;
  /** Payload bytes kept of a message at most. */
  snapLength: number;
  timeFormat: TimeFormat;
}

/** The settings now; what settings.json has out of bounds counts as the default. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration();
  const ringSize = Number(configuration.get(SETTINGS.ringBufferSize)) * 1024 * 1024;
  const snapLength = Number(configuration.get(SETTINGS.snapLength));
  const timeFormat = configuration.get(SETTINGS.timeFormat);
  return {
    ringSize: isRingSize(ringSize) ? ringSize : DEFAULT_RING_SIZE,
    snapLength: isSnapLength(snapLength) ? snapLength : DEFAULT_SNAP_LENGTH,
    timeFormat: TIME_FORMATS.find((known) => known === timeFormat) ?? 'absolute',
  };
}
