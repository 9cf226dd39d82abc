import type { MonitorColumn, MonitorRow } from '../../src/shared/webview/monitorProtocol';
import { isByKey } from '../common/byKey';

/**
 * What a menu of VS Code is told of the cell that it is opened on. What lies around the cell has a context too,
 * which holds where this one says nothing.
 * @param row undefined for a head, or the space below the rows, which are of no peer.
 */
export function contextOf(
  row: Pick<MonitorRow, 'key'> | undefined,
  column: MonitorColumn | undefined,
): string {
  return JSON.stringify({
    webviewSection: row ? 'peers' : 'heads',
    key: row?.key ?? '',
    column,
    preventDefaultContextMenuItems: true,
  });
}

/**
 * What holds where no cell lies below the menu: a key opens it for the cell that the keyboard is on, a pointer
 * for the space below the rows, which is of no peer.
 */
export function contextAround(
  event: { button: number },
  row: Pick<MonitorRow, 'key'> | undefined,
  column: MonitorColumn | undefined,
): string {
  return isByKey(event) ? contextOf(row, column) : contextOf(undefined, undefined);
}
