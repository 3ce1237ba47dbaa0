/** What the edge knows of a request besides itself. */
export interface SiteEnv {
  Bindings: { readonly ip: string; readonly requestId: string };
}
