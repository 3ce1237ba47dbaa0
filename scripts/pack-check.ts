import { Unhappy } from './bootstrap/unhappy.mjs';
import { attw, publint } from './pack/metadata.ts';
import { pack } from './pack/pack.ts';
import { compilesOutside } from './pack/scratch.ts';
import { checkTypes } from './pack/types.ts';

// `npm run pack:check`: the packages as others will get them from npm, after `npm run build`.
try {
  for (const workspace of ['shared', 'client', 'widget']) {
    await using packed = await pack(workspace);
    await publint(packed);
    await attw(packed);
    if (workspace === 'client') checkTypes(packed);
    if (workspace !== 'shared') await compilesOutside(packed);
    console.log(`${packed.name}: ${packed.files.length} files, ${(packed.bytes / 1024).toFixed(1)} kB packed`);
  }
} catch (error) {
  if (!(error instanceof Unhappy)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
