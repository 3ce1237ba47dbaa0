/**
 * Who is interested in what, by collection and principal, so that a change finds those whom it concerns and looks at nobody else.
 * A group is whatever holds the members of one collection and principal.
 */
export class PrincipalGroups<Group extends { readonly size: number }> {
  readonly #make: () => Group;
  readonly #collections = new Map<string, Map<string, Group>>();

  constructor(make: () => Group) {
    this.#make = make;
  }

  /** The group to join; made when there is none. */
  group(collection: string, principal: string): Group {
    const groups = this.#collections.get(collection) ?? new Map<string, Group>();
    this.#collections.set(collection, groups);
    const group = groups.get(principal) ?? this.#make();
    groups.set(principal, group);
    return group;
  }

  /** Forgets a group that its last member has left. */
  tidy(collection: string, principal: string): void {
    const groups = this.#collections.get(collection);
    if (groups?.get(principal)?.size === 0) groups.delete(principal);
    if (groups?.size === 0) this.#collections.delete(collection);
  }

  /** Collections that somebody is interested in. */
  get size(): number {
    return this.#collections.size;
  }

  /** The groups of these principals: as many steps as principals, however many groups there are. */
  of(collection: string, principals: Iterable<string>): Group[] {
    const groups = this.#collections.get(collection);
    const found = new Set<Group>();
    for (const principal of groups ? principals : []) {
      const group = groups?.get(principal);
      if (group) found.add(group);
    }
    return [...found];
  }
}
