import * as vscode from 'vscode';

function nonce(): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const random = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(random, (x) => letters[x % letters.length]).join('');
}

/** The panel's page: nothing but its own script and style may load, and no connection is allowed. */
export function panelHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  locale: string,
): string {
  const asset = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const key = nonce();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource} 'nonce-${key}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    `script-src 'nonce-${key}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${locale}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta property="csp-nonce" content="${key}" nonce="${key}">
  <link rel="stylesheet" href="${asset('webview.css')}">
  <title>Attention Lens</title>
</head>
<body>
  <div id="app"></div>
  <script nonce="${key}" src="${asset('webview.js')}"></script>
</body>
</html>`;
}
