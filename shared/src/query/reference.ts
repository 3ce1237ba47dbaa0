import type { Did, QualifiedCollection } from '../ids.ts';

/** How one document names another: an object with exactly these three members, all text. */
export interface Reference {
  readonly did: Did;
  readonly collection: QualifiedCollection;
  readonly id: string;
}

export function isReference(value: unknown): value is Reference {
  if (!isPlainObject(value) || Object.keys(value).length !== 3) return false;
  return (['did', 'collection', 'id'] as const).every((name) => Object.hasOwn(value, name) && typeof value[name] === 'string');
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
