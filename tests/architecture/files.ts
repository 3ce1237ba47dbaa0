import { at, isTest, type Module, type Node, walk } from './source.ts';

interface Confinement {
  readonly packages: RegExp;
  readonly home: RegExp;
  readonly says: string;
}

const confined: readonly Confinement[] = [
  { packages: /^kysely(\/|$)/, home: /\.store\.ts$|^server\/src\/platform\//, says: 'kysely belongs in *.store.ts and platform/' },
  { packages: /^pg(\/|$)/, home: /^server\/src\/platform\//, says: 'pg belongs in platform/' },
  {
    packages: /^@trpc\/server(\/|$)/,
    home: /^server\/src\/(trpc\/|router\.ts$|http\/trpc-route\.ts$)|\.procedures\.ts$/,
    says: '@trpc/server belongs in trpc/, *.procedures.ts, router.ts and http/trpc-route.ts',
  },
];

const serverSources = (modules: readonly Module[]) => modules.filter(({ path }) => path.startsWith('server/src/') && !isTest(path));

/** Rule 5: who knows the database and the transport can be seen from the name of the file. */
export function confinedPackages(modules: readonly Module[]): string[] {
  return serverSources(modules).flatMap(({ path, imports }) =>
    imports.flatMap(({ specifier }) =>
      confined.filter(({ packages, home }) => packages.test(specifier) && !home.test(path)).map(({ says }) => `${path}: ${says}`),
    ),
  );
}

/** Rule 6: a policy is a pure decision. It imports @vibe/shared, and types and policies of its own room. */
export function impurePolicies(modules: readonly Module[]): string[] {
  return serverSources(modules)
    .filter(({ path }) => path.endsWith('.policy.ts'))
    .flatMap(({ path, imports }) =>
      imports.filter(({ specifier }) => specifier !== '@vibe/shared').map(({ specifier }) => `${path} imports ${specifier}`),
    );
}

const clockFile = 'server/src/platform/clock.ts';
const configFile = 'server/src/config.ts';
const randomNames = /^(randomBytes|randomUUID|randomInt|randomFill|randomFillSync|getRandomValues|generateKeySync)$/;

/** Rule 6: the environment is read in config.ts alone, time and randomness come from platform/clock.ts alone. */
export function hiddenInputs(modules: readonly Module[]): string[] {
  return serverSources(modules).flatMap((module) => {
    const found: string[] = [];
    walk(module.program, (node) => {
      const what = hiddenInput(node);
      if (what === undefined || module.path === (what === 'process.env' ? configFile : clockFile)) return;
      found.push(`${at(module, node.start)} uses ${what}`);
    });
    return found;
  });
}

function hiddenInput(node: Node): string | undefined {
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && (node.arguments as unknown[]).length === 0) return 'new Date()';
  if (node.type === 'CallExpression' && nameOf(node.callee) === 'Date') return 'Date()';
  if (node.type === 'ImportSpecifier' && randomNames.test(nameOf(node.imported) ?? '')) return nameOf(node.imported);
  if (node.type !== 'MemberExpression') return undefined;
  const [object, property] = [nameOf(node.object), nameOf(node.property)];
  if (object === 'process' && property === 'env') return 'process.env';
  if ((object === 'Date' && property === 'now') || (object === 'Math' && property === 'random')) return `${object}.${property}`;
  const isCrypto = /(^|\.)(web)?crypto$/i.test(object ?? pathOf(node.object));
  return isCrypto && randomNames.test(property ?? '') ? `crypto.${property}` : undefined;
}

function nameOf(node: unknown): string | undefined {
  const { type, name } = node as { type?: string; name?: string };
  return type === 'Identifier' ? name : undefined;
}

/** `globalThis.crypto`, as far as it is names and dots. */
function pathOf(node: unknown): string {
  const { type, object, property } = node as { type?: string; object?: unknown; property?: unknown };
  return type === 'MemberExpression' ? `${pathOf(object)}.${pathOf(property)}` : (nameOf(node) ?? '');
}

const levels = ['forAnyone', 'forApps', 'forPerson'];

/** Rule 8: each procedure begins with the name of its auth level. */
export function namelessProcedures(modules: readonly Module[]): string[] {
  return serverSources(modules)
    .filter(({ path }) => path !== 'server/src/trpc/init.ts')
    .flatMap((module) => {
      const found: string[] = [];
      walk(module.program, (node) => {
        const method = node.type === 'CallExpression' ? (node.callee as Node) : undefined;
        if (method?.type !== 'MemberExpression' || !/^(query|mutation|subscription)$/.test(nameOf(method.property) ?? '')) return;
        const root = rootOf(method.object as Node);
        const isChain = (method.object as Node).type !== 'Identifier' || levels.includes(root ?? '');
        if (module.path.endsWith('.procedures.ts') && !levels.includes(root ?? ''))
          found.push(`${at(module, node.start)}: a procedure without an auth level, from ${root}`);
        else if (!module.path.endsWith('.procedures.ts') && isChain && levels.includes(root ?? ''))
          found.push(`${at(module, node.start)}: a procedure outside *.procedures.ts`);
      });
      return found;
    });
}

/** The name that a chain of calls and members begins with. */
function rootOf(node: Node): string | undefined {
  if (node.type === 'CallExpression') return rootOf(node.callee as Node);
  if (node.type === 'MemberExpression') return rootOf(node.object as Node);
  return nameOf(node);
}
