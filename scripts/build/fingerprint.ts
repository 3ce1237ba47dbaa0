import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ignored = new Set(['node_modules', 'dist', '.vibe', 'test-results']);

/** A fingerprint of what is in these files and folders (relative to root): names and contents, without tests and without what is built. */
export function fingerprint(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) addTo(hash, root, input);
  return hash.digest('hex');
}

function addTo(hash: ReturnType<typeof createHash>, root: string, path: string): void {
  const content = read(join(root, path));
  if (content === undefined) {
    for (const name of readdirSync(join(root, path)).sort())
      if (!ignored.has(name) && !name.includes('.test')) addTo(hash, root, `${path}/${name}`);
    return;
  }
  hash.update(`${path}\0${content.length}\0`).update(content);
}

/** undefined for a folder. */
function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') return undefined;
    throw error;
  }
}
