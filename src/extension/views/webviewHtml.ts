import { randomBytes } from 'node:crypto';

export interface WebviewAssets {
  /** webview.cspSource */
  cspSource: string;
  /** Addresses that the webview can load. */
  script: string;
  style: string;
  /** The page's title, for screen readers. */
  title: string;
}

/**
 * A page that runs one script of ours, and what that loads with its nonce, and may load nothing else:
 * no network, no inline script or style, no images, no frames, no forms.
 */
export function webviewHtml({ cspSource, script, style, title }: WebviewAssets): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The toolkit tries out a style element of its own, with the nonce of the meta element.
    `style-src ${cspSource} 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
