// Bundles ts/src into dist/widget.js (one IIFE) and copies the hand-kept types beside it.
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

await mkdir(at('dist'), { recursive: true });
await build({
  entryPoints: [at('ts/src/main.ts')],
  outfile: at('dist/widget.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2018',
  charset: 'utf8',
  legalComments: 'none',
});
await copyFile(at('types/hydra.d.ts'), at('dist/hydra.d.ts'));

const script = await readFile(at('dist/widget.js'));
console.log(
  `dist/widget.js: ${script.length} bytes, ${gzipSync(script, { level: 9 }).length} gzipped`,
);
