/** @param version Like 6.1.140. @returns whether it is `wanted` or later. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => text.split('.').map(Number));
  for (const [i, number] of want!.entries())
    if ((have![i] ?? 0) !== number) return (have![i] ?? 0) > number;
  return true;
}

/** First releases with the fix for CVE-2025-38466, by the series they belong to. */
const FIXED = ['5.10.240', '5.15.189', '6.1.146', '6.6.99', '6.12.39', '6.15.7'];

/**
 * Whether the kernel lets perf events attach uprobes with CAP_SYS_ADMIN only. Series that were not
 * mended are of before; a distribution that mended its own number without telling is not recognised.
 */
export function perfUprobesNeedAdmin(mainline: string): boolean {
  const series = mainline.split('.').slice(0, 2).join('.');
  const fixed = FIXED.find((version) => version.startsWith(`${series}.`));
  return isAtLeast(mainline, fixed ?? '6.16');
}
