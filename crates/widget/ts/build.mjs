// Bundles ts/src into dist/widget.js, dist/form.js and dist/chat.js (an IIFE each) and copies the hand-kept types beside them.
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

await mkdir(at('dist'), { recursive: true });
await build({
  entryPoints: {
    widget: at('ts/src/main.ts'),
    form: at('ts/src/form.ts'),
    chat: at('ts/src/chat.ts'),
  },
  outdir: at('dist'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2018',
  charset: 'utf8',
  legalComments: 'none',
});
await copyFile(at('types/hydra.d.ts'), at('dist/hydra.d.ts'));

for (const name of ['widget.js', 'form.js', 'chat.js']) {
  const script = await readFile(at(`dist/${name}`));
  const { length } = gzipSync(script, { level: 9 });
  console.log(`dist/${name}: ${script.length} bytes, ${length} gzipped`);
}
