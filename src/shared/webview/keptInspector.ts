import { isObject, isWhole, type Members, membersOf } from '../members';
import type {
  InspectedPath,
  InspectorPosition,
  InspectorState,
  SelectedBytes,
} from './inspectorProtocol';

/** Open fields that are remembered. */
export const MOST_REMEMBERED = 200;

/**
 * What was kept by this version or another, as far as it makes sense.
 * @returns undefined where it names no message.
 */
export function inspectorState(kept: unknown): InspectorState | undefined {
  const { capture, row, at, place, share, more } = membersOf(kept);
  if (typeof capture !== 'string' || !isWhole(row)) return undefined;
  const { above, beside } = membersOf(share);
  return {
    capture,
    row,
    at: isWhole(at) ? at : 0,
    ...(isObject(place) && { place: placeOf(place) }),
    share: { ...(isShare(above) && { above }), ...(isShare(beside) && { beside }) },
    ...(more === true && { more }),
  };
}

/** The one of two that was kept later; either may be missing. */
export function later(
  one: InspectorState | undefined,
  other: InspectorState | undefined,
): InspectorState | undefined {
  if (!one || !other) return one ?? other;
  return one.at >= other.at ? one : other;
}

function placeOf({ open, selected, bytes, comparedWith }: Members): InspectorPosition {
  const paths = Array.isArray(open) ? open.slice(0, MOST_REMEMBERED).filter(isPath) : [];
  return {
    open: paths,
    selected: isPath(selected) ? selected : [],
    ...(isSelection(bytes) && { bytes: { anchor: bytes.anchor, active: bytes.active } }),
    ...(isWhole(comparedWith) && { comparedWith }),
  };
}

function isPath(value: unknown): value is InspectedPath {
  return Array.isArray(value) && value.every(isWhole);
}

function isSelection(value: unknown): value is SelectedBytes {
  const { anchor, active } = membersOf(value);
  return isWhole(anchor) && isWhole(active);
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 100;
}
