import { type Acl, type Did, type Scope, type VibeErrorCode } from '@vibe/shared';
/** Who asks, as far as documents care. */
export type Who = {
    readonly kind: 'visitor';
} | {
    readonly kind: 'app';
    readonly appId: string;
    readonly scopes: ReadonlySet<Scope>;
} | {
    readonly kind: 'person';
};
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
/** May they read in this collection, and how far? Each document's own ACL is asked besides. */
export declare function mayReadCollection(who: Who, collection: CollectionFacts): Reach | Refusal;
/** May they write in this collection? Only apps write, each in its own collections. */
export declare function mayWriteCollection(who: Who, collection: CollectionFacts): 'yes' | Refusal;
export interface DocumentFacts {
    readonly owner: Did;
    readonly acl: Acl;
}
export declare const mayRead: (document: DocumentFacts, principals: readonly string[]) => boolean;
/** May they change the body, or remove the document? Nobody edits what they may not read. */
export declare const mayEdit: (document: DocumentFacts, principals: readonly string[]) => boolean;
/** Who sees a document is its owner's alone to say. */
export declare const mayShare: (owner: string, principals: readonly string[]) => boolean;
/** The whole ACL is for those who may write; whom else a document is shared with is nobody's business. */
export declare const maySeeAcl: typeof mayEdit;
