/** In its middle, as addresses and hashes differ at both ends: `2xg5…bad.onion:8333`. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.ceil((most - 1) * 0.55);
  return `${text.slice(0, Math.max(1, most - 1 - end))}…${text.slice(-end)}`;
}
