/** What the page says of a ladder that it could not draw; the host knows by it what helps. */
export const DRAW_FAILURES = {
  tooLarge: 'the picture is too large for the browser',
  noCanvas: 'the browser offers no canvas to draw on',
  changed: 'the view changed meanwhile',
} as const;
