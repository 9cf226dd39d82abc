/** How esbuild makes dist/helper.js: one file, to be read by whoever lets it run as root. */
export const helperBundle = {
  entryPoints: { helper: 'src/helper/helper.ts' },
  outdir: 'dist',
  bundle: true,
  minify: false,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  logLevel: 'warning',
};
