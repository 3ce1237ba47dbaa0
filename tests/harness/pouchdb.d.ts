/** As much of PouchDB as the tests use: its packages have no types of their own. */
declare module 'pouchdb-core' {
  interface Stored {
    readonly _id: string;
    readonly _rev: string;
    readonly _conflicts?: readonly string[];
  }
  // biome-ignore lint/style/noDefaultExport: it is PouchDB's
  export default class PouchDB {
    static plugin(plugin: unknown): void;
    constructor(name: string, options: { adapter: string; revs_limit?: number });
    bulkDocs(docs: readonly object[], options: { new_edits: boolean }): Promise<unknown>;
    get(id: string, options?: { conflicts?: boolean; rev?: string }): Promise<Stored>;
    revsDiff(asked: Record<string, readonly string[]>): Promise<Record<string, { missing: readonly string[] }>>;
    destroy(): Promise<unknown>;
  }
}
declare module 'pouchdb-adapter-memory' {
  const plugin: unknown;
  // biome-ignore lint/style/noDefaultExport: it is PouchDB's
  export default plugin;
}
