import { Unhappy } from './bootstrap/unhappy.mjs';
import { ensureBuilt } from './build/build.ts';

// `npm run build`: everything, whether it looks fresh or not.
try {
  await ensureBuilt({ force: true });
} catch (error) {
  if (!(error instanceof Unhappy)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
