import type { AclEntry, AclInput, Did } from '@vibe/shared';

/*
 * The data plane in its plainest form: an array of documents, looked through from end to end for every question. Written from the documentation alone,
 * it shares nothing with the server or with the evaluators in shared.
 */

export interface Body {
  readonly kind: string;
  readonly likes?: number;
  readonly tags: readonly string[];
  readonly text: string;
}
export interface ModelDocument {
  readonly owner: Did;
  readonly id: string;
  body: Body;
  acl: AclInput;
  /** Documents are numbered as they are made. */
  readonly made: number;
}
interface ModelCertificate {
  readonly issuer: Did;
  readonly subject: Did;
  readonly type: string;
}
/** `undefined` is a visitor. */
export type Who = Did | undefined;

export class Model {
  documents: ModelDocument[] = [];
  certificates: ModelCertificate[] = [];
  #made = 0;

  create(owner: Did, id: string, body: Body, acl: AclInput): void {
    this.documents.push({ owner, id, body, acl, made: this.#made++ });
  }

  find(owner: Did, id: string): ModelDocument | undefined {
    return this.documents.find((each) => each.owner === owner && each.id === id);
  }

  remove(owner: Did, id: string): void {
    this.documents = this.documents.filter((each) => !(each.owner === owner && each.id === id));
  }

  canRead(document: ModelDocument, who: Who): boolean {
    if (document.owner === who) return true;
    const { allow = [], deny = [] } = document.acl.read ?? {};
    return allow.some((each) => this.#holds(each, who)) && !deny.some((each) => this.#holds(each, who));
  }

  /** May they change or remove it? Nobody edits what they may not read. */
  canWrite(document: ModelDocument, who: Who): boolean {
    if (document.owner === who) return true;
    const { allow = [], deny = [] } = document.acl.write ?? {};
    return this.canRead(document, who) && allow.some((each) => this.#holds(each, who)) && !deny.some((each) => this.#holds(each, who));
  }

  /** Allowed by more than that everyone is. */
  isSharedWith(document: ModelDocument, who: Who): boolean {
    const { allow = [], deny = [] } = document.acl.read ?? {};
    return (
      document.owner !== who && allow.some((each) => each !== '*' && this.#holds(each, who)) && !deny.some((each) => this.#holds(each, who))
    );
  }

  isPublicTo(document: ModelDocument, who: Who): boolean {
    return this.canRead(document, who) && (document.acl.read?.allow ?? []).includes('*');
  }

  #holds(entry: AclEntry, who: Who): boolean {
    if (entry === '*') return true;
    if (who === undefined) return false;
    if (typeof entry === 'string') return entry === who;
    if (Array.isArray(entry)) return entry.every((each) => this.#holds(each, who));
    const { issuer, type } = entry as { issuer: Did; type: string };
    return this.certificates.some((each) => each.issuer === issuer && each.subject === who && each.type === type);
  }
}
