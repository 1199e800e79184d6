// Bundles the page into dist/, a folder of static files; with --tests, the tests into dist-tests/.
import { build } from 'esbuild';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const here = (path) => new URL(path, import.meta.url).pathname;

async function buildTests() {
  const files = await readdir(here('src'), { recursive: true });
  await rm(here('dist-tests'), { recursive: true, force: true });
  await build({
    entryPoints: files.filter((f) => f.endsWith('.test.ts')).map((f) => here(`src/${f}`)),
    outdir: here('dist-tests'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
}

// What the server sends to those who take it: beside each file, the same compressed.
async function compress() {
  for (const name of await readdir(here('dist'))) {
    if (!/\.(js|css|html|svg)$/.test(name)) continue;
    const packed = gzipSync(await readFile(here(`dist/${name}`)), { level: 9 });
    await writeFile(here(`dist/${name}.gz`), packed);
  }
}

async function buildPage() {
  const font = 'node_modules/@fontsource-variable/inter';
  await rm(here('dist'), { recursive: true, force: true });
  await mkdir(here('dist'), { recursive: true });
  await build({
    entryPoints: {
      app: here('src/main.ts'),
      reader: here('src/upload/reader_worker.ts'),
      style: here('style.css'),
    },
    outdir: here('dist'),
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    format: 'esm',
    splitting: true, // what only some need is loaded when they do
    chunkNames: '[name]-[hash]',
    target: ['es2022'],
    external: ['*.woff2'],
    logLevel: 'warning',
    legalComments: 'linked',
  });
  for (const name of ['index.html', 'icon.svg']) await cp(here(name), here(`dist/${name}`));
  await cp(here(`${font}/files/inter-latin-wght-normal.woff2`), here('dist/inter.woff2'));
  await cp(here(`${font}/LICENSE`), here('dist/inter.LICENSE.txt'));
  await compress();
}

await (process.argv.includes('--tests') ? buildTests() : buildPage());
