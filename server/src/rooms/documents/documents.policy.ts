import { type Acl, ANYONE, aclAllows, type CollectionAcl, type Did, type Scope, scopeAllows, type VibeErrorCode } from '@vibe/shared';

/** Who asks, as far as documents care. */
export type Who =
  | { readonly kind: 'visitor' }
  | { readonly kind: 'app'; readonly appId: string; readonly scopes: ReadonlySet<Scope> }
  | { readonly kind: 'person' };

export interface CollectionFacts {
  readonly appId: string;
  /** Visitors who are not signed in may read what everyone may. */
  readonly public: boolean;
}

/** How far reading goes: `readable`: whatever the ACL allows; `own`: only one's own documents. */
export type Reach = 'readable' | 'own';
export interface Refusal {
  readonly refused: VibeErrorCode;
  readonly because: string;
}

const refuse = (refused: VibeErrorCode, because: string): Refusal => ({ refused, because });

/**
 * The one rule for reads without a sign-in (docs/visitors.md): the app has declared the collection public, and the document's ACL lets everyone read. Without a
 * document: may anything at all be read there?
 */
export const mayVisitorRead = (collection: CollectionFacts, document?: DocumentFacts): boolean =>
  collection.public && (document === undefined || mayRead(document, [ANYONE]));

/** May they read in this collection, and how far? Each document's own ACL is asked besides. */
export function mayReadCollection(who: Who, collection: CollectionFacts): Reach | Refusal {
  if (who.kind === 'visitor')
    return mayVisitorRead(collection) ? 'readable' : refuse('not_signed_in', 'This collection is not open to visitors');
  if (who.kind === 'person') return 'own';
  if (who.appId !== collection.appId) {
    return scopeAllows(who.scopes, 'documents.read.everyApp')
      ? 'own'
      : refuse('insufficient_scope', "The app may not read another app's collections");
  }
  return scopeAllows(who.scopes, 'documents.read') ? 'readable' : refuse('insufficient_scope', 'The app may not read documents');
}

/** May they write in this collection? Only apps write, each in its own collections. */
export function mayWriteCollection(who: Who, collection: CollectionFacts): 'yes' | Refusal {
  if (who.kind === 'visitor') return refuse('not_signed_in', 'Writing needs someone to be signed in');
  if (who.kind === 'person') return refuse('forbidden', "Documents are written through the app they belong to, not on Vibe's own pages");
  if (who.appId !== collection.appId) return refuse('insufficient_scope', "The app may not write in another app's collections");
  return scopeAllows(who.scopes, 'documents.write') ? 'yes' : refuse('insufficient_scope', 'The app may not write documents');
}

export interface DocumentFacts {
  readonly owner: Did;
  readonly acl: Acl;
}

export const mayRead = (document: DocumentFacts, principals: readonly string[]): boolean =>
  aclAllows(document.acl, document.owner, principals, 'read');

/** May they change the body, or remove the document? Nobody edits what they may not read. */
export const mayEdit = (document: DocumentFacts, principals: readonly string[]): boolean =>
  mayRead(document, principals) && aclAllows(document.acl, document.owner, principals, 'write');

/** May they create in this owner's collection? */
export const mayCreate = (
  { owner, rules }: { readonly owner: Did; readonly rules: CollectionAcl },
  principals: readonly string[],
): boolean => aclAllows(rules, owner, principals, 'create');

/** Who sees a document is its owner's alone to say. */
export const mayShare = (owner: string, principals: readonly string[]): boolean => principals.includes(owner);

/** The whole ACL is for those who may write; whom else a document is shared with is nobody's business. */
export const maySeeAcl = mayEdit;
