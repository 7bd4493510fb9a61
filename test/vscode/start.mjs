// @ts-check
/**
 * `npm start`: packages the extension, installs it into a real VS Code and opens the sample notes.
 *
 *     npm start -- [--desktop] [--port N] [--theme NAME] [--no-open] [FOLDER]
 *
 * NAME is dark, light, highContrast, highContrastLight or what VS Code calls a theme of its own. Without --desktop, VS Code comes from npm and opens in a browser; with it, the `code` on this machine is used.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { npmRun } from './commands.mjs';
import { repoRoot, samplesDir, vsixPath } from './files.mjs';
import { installHost } from './install.mjs';
import { startServer } from './server.mjs';
import { themes } from './settings.mjs';

const USAGE = 'Usage: npm start -- [--desktop] [--port N] [--theme NAME] [--no-open] [FOLDER]';

try {
  await main(readArguments());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function readArguments() {
  const { values, positionals } = parse();
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`--port takes a number from 1 to 65535.\n${USAGE}`);
  }
  const folder = resolve(positionals[0] ?? samplesDir);
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.\n${USAGE}`);
  return { ...values, port, folder };
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        desktop: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string' },
        theme: { type: 'string' },
      },
    });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${USAGE}`, {
      cause: error,
    });
  }
}

/** @param {ReturnType<typeof readArguments>} args */
async function main(args) {
  if (args.help) return console.log(USAGE);
  console.log('Packaging Attention Lens');
  npmRun('package', { quiet: true });
  if (args.desktop) return openDesktop(args.folder);

  const host = await installHost('current');
  const theme = /** @type {Record<string, string>} */ (themes)[args.theme ?? ''] ?? args.theme;
  const server = await startServer({
    host,
    vsix: [vsixPath],
    ...(args.port === undefined ? {} : { port: args.port }),
    settings: {
      'editor.accessibilitySupport': 'auto',
      'editor.hover.delay': 300,
      ...(theme === undefined ? {} : { 'workbench.colorTheme': theme }),
    },
  });
  const first = firstFile(args.folder);
  const url = server.pageUrl({ folder: args.folder, ...(first ? { openFile: first } : {}) });
  console.log(
    `\nVS Code ${host.version} with Attention Lens is ready. Open this address in a browser:\n\n  ${url}\n`,
  );
  console.log(
    'Hover a formula or a tensor, or press F1 and type "Attention Lens". Ctrl-C stops it.',
  );
  if (!args['no-open']) openInBrowser(url);

  await new Promise((done) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.once(signal, done);
    }
  });
  await server.stop();
  console.log('Stopped.');
}

/** The note to begin with: a README, else the first Markdown file, else the first file. @param {string} folder */
function firstFile(folder) {
  const files = readdirSync(folder)
    .filter((name) => !name.startsWith('.') && statSync(join(folder, name)).isFile())
    .sort();
  const first =
    files.find((name) => /^readme\.md$/i.test(name)) ??
    files.find((name) => /^[^.]+\.md$/i.test(name)) ??
    files[0];
  return first === undefined ? undefined : join(folder, first);
}

/** @param {string} url */
function openInBrowser(url) {
  const env = process.env;
  const hasDisplay =
    process.platform === 'darwin' ||
    process.platform === 'win32' ||
    Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
  if (!hasDisplay || env['CI'] !== undefined) return;
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const child = spawn(String(command), args, { stdio: 'ignore', detached: true });
  child.on('error', () => console.log('(No browser could be opened; open the address yourself.)'));
  child.unref();
}

/** @param {string} folder */
function openDesktop(folder) {
  const code = process.env['ATTENTION_LENS_CODE'] ?? 'code';
  const run = (/** @type {string[]} */ args) =>
    spawnSync(code, args, {
      cwd: repoRoot,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
  const installed = run(['--install-extension', vsixPath, '--force']);
  if (installed.error) {
    throw new Error(
      `There is no "${code}" command on this machine. In VS Code, run "Shell Command: Install 'code' command in PATH", ` +
        'or set ATTENTION_LENS_CODE to the executable, or leave --desktop out to use a browser.',
    );
  }
  const messages = `${installed.stdout}${installed.stderr}`.trim();
  if (installed.status !== 0) throw new Error(`"${code} --install-extension" failed:\n${messages}`);
  const first = firstFile(folder);
  const opened = run([folder, ...(first ? [first] : [])]);
  if (opened.status !== 0) throw new Error(`"${code} ${folder}" failed:\n${opened.stderr.trim()}`);
  console.log(`Attention Lens is installed in ${basename(code)}, which opens ${folder}.`);
}
