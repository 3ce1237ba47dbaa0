import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const f = '/work/main/node_modules/.cache/size/a.ts';
const size = async (input, extra = {}) => {
  const b = await rolldown({
    input,
    platform: 'browser',
    resolve: { conditionNames: ['@vibe/source', 'browser', 'module', 'import', 'default'] },
    ...extra,
  });
  const { output } = await b.generate({ format: 'es', minify: true });
  for (const o of output) {
    console.log(o.fileName, gzipSync(o.code, { level: 9 }).length, o.isEntry);
    if (o.isEntry)
      for (const [k, v] of Object.entries(o.modules).sort((a, b) => b[1].renderedLength - a[1].renderedLength))
        if (!/node_modules/.test(k)) console.log(v.renderedLength, k);
  }
};
await size(f);
