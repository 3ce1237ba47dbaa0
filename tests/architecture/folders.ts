import { isTest, type Module } from './source.ts';

/** From left to right: a room may use the rooms before it. */
export const rooms = [
  'changes',
  'identity',
  'certificates',
  'apps',
  'consent',
  'oauth',
  'usage',
  'billing',
  'documents',
  'account',
  'sync',
  'files',
  'couch',
  'jobs',
] as const;

/** From below to above: a layer may use those before it. Files of the server that stand above all rooms are `main`. */
const layers = ['platform', 'trpc', 'rooms', 'router', 'http', 'main'] as const;
type Layer = (typeof layers)[number];

export const roomOf = (path: string): string | undefined => /^server\/src\/rooms\/([^/]+)\//.exec(path)?.[1];

function layerOf(path: string): Layer | undefined {
  if (!path.startsWith('server/src/')) return undefined;
  const first = path.slice('server/src/'.length).split('/')[0] as string;
  if (first === 'router.ts') return 'router';
  return layers.find((layer) => layer === first) ?? 'main';
}

/** shared, server, client, widget, tests, scripts; each example by itself. */
const workspaceOf = (path: string): string => /^examples\/[^/]+/.exec(path)?.[0] ?? (path.split('/')[0] as string);

/** Rules 1 to 3: a relative import stays in its workspace, and in the server it leads downward. */
export function upwardImports(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => !isTest(path))
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, target }) => {
        if (target === undefined) return [];
        if (workspaceOf(target) !== workspaceOf(path)) return [`${path} reaches into another workspace: ${specifier}`];
        const [from, to] = [layerOf(path), layerOf(target)];
        if (!from || !to || layers.indexOf(to) <= layers.indexOf(from)) return [];
        return [`${path} imports upward, ${from} from ${to}: ${specifier}`];
      }),
    );
}

/** Rule 4: another room only through its door, and only to the left. Those outside use the doors too. */
export function closedDoors(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => path.startsWith('server/src/') && !isTest(path))
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, target }) => {
        const room = target === undefined ? undefined : roomOf(target);
        if (target === undefined || room === undefined || room === roomOf(path)) return [];
        if (!rooms.some((known) => known === room)) return [`${path}: there is no room ${room} in the list of rooms`];
        if (target !== `server/src/rooms/${room}/index.ts`) return [`${path} enters ${room} not by its door: ${specifier}`];
        const own = roomOf(path);
        if (own === undefined || rooms.indexOf(room as (typeof rooms)[number]) < rooms.indexOf(own as (typeof rooms)[number])) return [];
        return [`${path}: ${room} is not to the left of ${own}`];
      }),
    );
}

/** Rule 7: no import cycle, those of types alone included. Each cycle once, in its order. */
export function cycles(modules: readonly Module[]): string[] {
  const targets = new Map(
    modules.map(({ path, imports }) => [path, imports.flatMap(({ target }) => (target === undefined ? [] : [target]))]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === 'open') found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (state.has(path) || !targets.has(path)) return;
    state.set(path, 'open');
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const { path } of modules) visit(path, []);
  return found;
}
