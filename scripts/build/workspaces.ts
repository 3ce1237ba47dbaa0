import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A workspace that is built, with everything that its dist depends on. */
export interface Workspace {
  readonly folder: string;
  /** Files and folders whose change makes dist stale. */
  readonly inputs: readonly string[];
  /** Those that only its types depend on. Its build leaves types out when VIBE_BUILD is `code`. */
  readonly typeInputs?: readonly string[];
  /** Folders of workspaces that have to be built before. */
  readonly after: readonly string[];
}

const common = ['package-lock.json', 'tsconfig.json'];

export function workspaces(root: string): readonly Workspace[] {
  const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`);
  return [
    { folder: 'shared', inputs: [...common, 'shared'], typeInputs: [], after: [] },
    // The client's types name the server's procedures.
    { folder: 'client', inputs: [...common, 'client', 'shared'], typeInputs: ['server/src'], after: [] },
    {
      folder: 'widget',
      inputs: [...common, 'widget', 'client/src', 'shared/src', 'scripts/widget-package.ts', 'scripts/widget'],
      typeInputs: ['server/src'],
      after: [],
    },
    // Examples use the packages as they are published.
    ...examples.map((folder) => ({ folder, inputs: [...common, folder, 'client/src', 'shared/src'], after: ['client'] })),
  ];
}
