import type { OverviewBucket } from '../../src/shared/webview/ladderProtocol';

type Buckets = readonly Pick<OverviewBucket, 'position'>[];

/**
 * The position of the view that is at a fraction of the strip's height: by time, or by number where the rows
 * have another order and there are no buckets.
 * @param length Of the view.
 */
export function positionAt(fraction: number, buckets: Buckets, length: number): number {
  const share = Math.max(0, Math.min(fraction, 1));
  if (buckets.length === 0) return Math.floor(share * length);
  const at = share * buckets.length;
  const i = Math.min(Math.floor(at), buckets.length - 1);
  const start = buckets[i]!.position;
  const end = buckets[i + 1]?.position ?? length;
  return Math.floor(start + (end - start) * (at - i));
}

/** The other way round. */
export function fractionOf(position: number, buckets: Buckets, length: number): number {
  if (buckets.length === 0) return length > 0 ? Math.min(1, position / length) : 0;
  let i = buckets.findLastIndex((bucket) => bucket.position <= position);
  i = Math.max(0, i);
  const start = buckets[i]!.position;
  const end = buckets[i + 1]?.position ?? length;
  const within = end > start ? Math.min(1, (position - start) / (end - start)) : 0;
  return (i + within) / buckets.length;
}
