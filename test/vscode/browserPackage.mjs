// @ts-check
/**
 * Unpacks @sparticuz/chromium without running its code: that unpacks to the shared temporary directory, takes any file
 * named `chromium` there for itself, and adds its libraries only on AWS. Here everything goes beside the package:
 *
 *     chromium       the headless shell; needs glibc and libgcc_s, which Node needs too, and…
 *     lib/           …NSS, NSPR and expat, which a bare machine lacks
 *     fonts.conf     the machine's fonts first, then DejaVu and Noto Sans JP, so that Japanese is not boxes
 */
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { createBrotliDecompress } from 'node:zlib';

/** @param {string} dir  the directory that holds node_modules */
export async function unpackBrowser(dir) {
  const bin = join(dir, 'node_modules', '@sparticuz', 'chromium', 'bin');
  const chromium = join(dir, 'chromium');
  await pipeline(
    createReadStream(join(bin, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(chromium),
  );
  await chmod(chromium, 0o755);
  await untar(join(bin, 'al2023.tar.br'), dir);
  await untar(join(bin, 'swiftshader.tar.br'), dir);
}

/**
 * Writes the fontconfig file anew at each start, because it holds absolute paths and the cache may be moved.
 * @param {string} dir
 */
export function writeFontConfig(dir) {
  const modules = join(dir, 'node_modules');
  const file = join(dir, 'fonts.conf');
  const dirs = [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(modules, 'dejavu-fonts-ttf', 'ttf'),
    join(modules, '@expo-google-fonts', 'noto-sans-jp', '400Regular'),
    join(modules, '@expo-google-fonts', 'noto-sans-jp', '700Bold'),
  ];
  /** @type {[generic: string, families: string[]][]} */
  const aliases = [
    ['monospace', ['DejaVu Sans Mono', 'Noto Sans JP']],
    ['sans-serif', ['DejaVu Sans', 'Noto Sans JP']],
    ['serif', ['DejaVu Serif', 'Noto Sans JP']],
    // What VS Code asks for first on Linux.
    ['system-ui', ['DejaVu Sans', 'Noto Sans JP']],
  ];
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${dirs.map((path) => `  <dir>${path}</dir>`).join('\n')}
  <cachedir>${join(dir, 'fontcache')}</cachedir>
${aliases
  .map(
    ([generic, families]) =>
      `  <alias><family>${generic}</family><prefer>${families
        .map((family) => `<family>${family}</family>`)
        .join('')}</prefer></alias>`,
  )
  .join('\n')}
  <match target="pattern">
    <edit name="family" mode="append_last"><string>DejaVu Sans</string></edit>
  </match>
</fontconfig>
`,
  );
  return file;
}

/**
 * The regular files of a brotli-packed ustar archive.
 * @param {string} archive
 * @param {string} target
 */
async function untar(archive, target) {
  const tar = await buffer(createReadStream(archive).pipe(createBrotliDecompress()));
  const text = (/** @type {number} */ from, /** @type {number} */ length) =>
    tar.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const type = text(at + 156, 1);
    if (type === '0' || type === '') {
      const path = normalize(text(at, 100));
      if (path.startsWith('..') || path.startsWith('/')) throw new Error(`Bad path in ${archive}`);
      const file = join(target, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, tar.subarray(at + 512, at + 512 + size), { mode: 0o755 });
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
