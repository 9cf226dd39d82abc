'use strict';
const vscode = require('vscode');

/** Shows the bytes that it is given, so that a test can compare them. */
exports.activate = (context) => {
  const provider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    async resolveCustomEditor({ uri }, panel) {
      const bytes = await vscode.workspace.fs.readFile(uri);
      panel.webview.html = `<p id="stand-in-hex">${Buffer.from(bytes).toString('hex')}</p>`;
    },
  };
  context.subscriptions.push(
    vscode.window.registerCustomEditorProvider('hexEditor.hexedit', provider),
  );
};
