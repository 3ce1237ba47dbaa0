import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.ts';
import type { Workspace } from './workspaces.ts';

/** What a build makes: code alone, or types too. */
export type Part = 'code' | 'all';

/** Lies in dist, and goes with it. */
interface Stamp {
  readonly code: string;
  /** Missing when the types were left out. */
  readonly types?: string;
}

const stampFile = (root: string, folder: string): string => join(root, folder, 'dist/.stamp');

export function stampOf(root: string, { inputs, typeInputs }: Workspace, part: Part): Stamp {
  const code = fingerprint(root, inputs);
  if (typeInputs === undefined) return { code, types: '' };
  return part === 'all' ? { code, types: fingerprint(root, typeInputs) } : { code };
}

export function isFresh(root: string, workspace: Workspace, part: Part): boolean {
  const kept = readStamp(root, workspace.folder);
  if (!kept) return false;
  const now = stampOf(root, workspace, part);
  return kept.code === now.code && (part === 'code' || kept.types === now.types);
}

export function writeStamp(root: string, folder: string, stamp: Stamp): void {
  mkdirSync(join(root, folder, 'dist'), { recursive: true });
  writeFileSync(stampFile(root, folder), JSON.stringify(stamp));
}

function readStamp(root: string, folder: string): Stamp | undefined {
  try {
    return JSON.parse(readFileSync(stampFile(root, folder), 'utf8')) as Stamp;
  } catch {
    return undefined;
  }
}
