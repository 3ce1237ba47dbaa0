import { ANYONE, type Did, type ListScope } from '@vibe/shared';

/** Who reads: their DID, unless they are a visitor, and everything they are to an ACL. */
export interface Eyes {
  readonly did: Did | undefined;
  readonly principals: readonly string[];
}

/** Whom a document's ACL lets read, as principals. The owner may always and is in neither. */
export interface ReadBy {
  readonly owner: string;
  readonly readers: readonly string[];
  readonly denied: readonly string[];
}

export const meets = (some: readonly string[], others: readonly string[]): boolean => some.some((each) => others.includes(each));

/** What a reader is beyond being anyone: what makes a document shared with them. */
export const byName = (principals: readonly string[]): readonly string[] => principals.filter((each) => each !== ANYONE);

/** Is it among the documents that a list of this scope shows this reader? One document at a time, what the stores' SQL says of all. */
export function isInScope(scope: ListScope, { did, principals }: Eyes, { owner, readers, denied }: ReadBy): boolean {
  if (owner === did) return scope === 'own' || scope === 'all' || (scope === 'public' && readers.includes(ANYONE));
  if (scope === 'own' || meets(denied, principals)) return false;
  if (scope === 'public') return readers.includes(ANYONE);
  return meets(readers, scope === 'shared' ? byName(principals) : principals);
}

/** Where the documents of a query are to be looked for. */
export type Whose =
  /** There can be none. */
  | { readonly kind: 'nobody' }
  /** The reader's own; perhaps only those that everyone may read. */
  | { readonly kind: 'own'; readonly owner: Did; readonly publicOnly: boolean }
  /** Somebody else's, as far as they may be read as one of these principals. */
  | { readonly kind: 'owner'; readonly owner: Did; readonly as: readonly string[] }
  /** Everybody's, as far as they may be read as one of these principals; `own`: the reader's own as well. */
  | { readonly kind: 'many'; readonly as: readonly string[]; readonly own: boolean; readonly others: boolean };

export function whoseOf(scope: ListScope, { did, principals }: Eyes, owner: Did | undefined): Whose {
  const mine = owner !== undefined && owner === did;
  if (did !== undefined && (scope === 'own' || mine)) {
    if (scope === 'shared' || (owner !== undefined && !mine)) return { kind: 'nobody' };
    return { kind: 'own', owner: did, publicOnly: scope === 'public' };
  }
  const as = scope === 'public' ? [ANYONE] : scope === 'shared' ? byName(principals) : principals;
  if (scope === 'own' || as.length === 0) return { kind: 'nobody' };
  if (owner !== undefined) return { kind: 'owner', owner, as };
  return { kind: 'many', as, own: scope === 'all' && did !== undefined, others: scope === 'shared' };
}
