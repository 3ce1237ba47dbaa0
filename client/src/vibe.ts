import type { Auth, Credentials } from './auth.ts';
import { type BatchOptions, type BatchWrite, batchOf, outcomeOf, type RunBatch } from './batch.ts';
import type { Certificates } from './certificates.ts';
import type { Collection } from './collection.ts';
import { createCollection } from './collection-client.ts';
import { sessionCredentials } from './credentials/session-credentials.ts';
import { type TokenSource, tokenCredentials } from './credentials/token-credentials.ts';
import { visitorCredentials } from './credentials/visitor-credentials.ts';
import { newDocumentId } from './document-id.ts';
import { StreamHub } from './live/stream-hub.ts';
import type { AppDefinition, CollectionBody, CollectionRelations, CollectionsOf } from './manifest/define-app.ts';
import type { People } from './people.ts';
import { sharedSession } from './session/index.ts';
import { authorizedFetch, type Fetch, streamFetch } from './transport/authorized-fetch.ts';
import { createCaller } from './transport/call.ts';
import { certificatesApi } from './transport/certificates-api.ts';
import { documentsApi } from './transport/documents-api.ts';
import type { StreamContext } from './transport/event-streams.ts';
import { peopleApi } from './transport/people-api.ts';
import { createRpc } from './transport/rpc.ts';

interface CommonOptions {
  /** Vibe's origin, such as `https://vibe.example`. */
  readonly server: string;
  /** An access token, or where to get one: for Node, workers and scripts. Left out in a browser: whoever signs in on the page. */
  readonly token?: TokenSource;
  /** Space-separated scopes that a sign-in asks for. Left out: those of the app's registered manifest, but the sensitive ones. */
  readonly scope?: string;
  /** Milliseconds for one attempt of a call. Left out: 20 000. */
  readonly timeout?: number;
  /** Left out: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** The app by its manifest; or by its id alone, with the manifest as a type: `createVibe<typeof app>({ server, app: 'feeds' })`. */
export type VibeOptions<App extends AppDefinition = AppDefinition> = CommonOptions &
  ({ readonly manifest: App; readonly app?: string } | { readonly manifest?: undefined; readonly app: string });

type CollectionNamed<App, Name extends keyof CollectionsOf<App>> = Collection<CollectionBody<App, Name>, CollectionRelations<App, Name>>;

export interface Vibe<App = AppDefinition> {
  readonly server: string;
  /** The app's id. */
  readonly app: string;
  readonly auth: Auth;
  readonly people: People;
  readonly certificates: Certificates;
  /** One of the manifest's collections; the same object each time. */
  collection<Name extends keyof CollectionsOf<App> & string>(name: Name): CollectionNamed<App, Name>;
  /** Several writes in one request, also of several collections. Live lists show them when the server has them. */
  readonly batch: RunBatch<App>;
  /** Ends every call and stream. */
  close(): void;
}

const defaultTimeout = 20_000;

/** A client of one app. Does nothing until it is asked for something; in a browser it looks who is signed in. */
export function createVibe<App extends AppDefinition = AppDefinition>(options: VibeOptions<App>): Vibe<App> {
  const { manifest, timeout = defaultTimeout } = options;
  const server = new URL(options.server).origin;
  const app = manifest?.id ?? options.app ?? '';
  const closed = new AbortController();
  const fetch: Fetch = (url, init) => (options.fetch ?? globalThis.fetch)(url, init);
  const credentials: Credentials = chooseCredentials();

  const authorized = authorizedFetch(credentials, fetch);
  const rpc = createRpc({
    server,
    fetch: authorized,
    streamFetch: (context: StreamContext) => streamFetch(authorized, (error) => (context.refusal = error)),
  });
  const call = createCaller({ credentials, timeout, closed: closed.signal });
  const api = documentsApi(rpc, call);
  const people = peopleApi(rpc, call);
  const hub = new StreamHub(api, credentials);
  const collections = new Map<string, ReturnType<typeof createCollection>>();

  function chooseCredentials(): Credentials {
    if (options.token !== undefined) return tokenCredentials(options.token, async (did) => (await people.profiles([did]))[0]);
    if (typeof document === 'undefined') return visitorCredentials();
    const { scope } = options;
    return sessionCredentials(sharedSession({ server, app: options.app ?? app, ...(scope !== undefined && { scope }) }));
  }

  async function batch(
    make: (batch: ReturnType<typeof batchOf>) => readonly BatchWrite[],
    { atomic = true, idempotencyKey = newDocumentId(), signal }: BatchOptions & { readonly atomic?: boolean } = {},
  ): Promise<readonly unknown[]> {
    await credentials.settled();
    const writes = make(batchOf((name) => `${app}/${name}`)).map(({ write }) => write);
    const outcomes = (await api.batch({ writes, atomic, idempotencyKey }, signal)).map(outcomeOf);
    return atomic ? outcomes.map((each) => each.ok && each.answer) : outcomes;
  }

  return {
    server,
    app,
    auth: credentials.auth,
    people,
    certificates: certificatesApi(rpc, call, () => credentials.settled()),
    collection(name) {
      const known =
        collections.get(name) ??
        createCollection({
          name,
          collection: `${app}/${name}`,
          defaultAcl: manifest?.collections?.[name]?.defaultAcl,
          api,
          hub,
          credentials,
        });
      collections.set(name, known);
      // The manifest gives the body its type, and the server holds documents to it.
      return known as unknown as CollectionNamed<App, typeof name>;
    },
    // The manifest types what goes in and comes out.
    batch: batch as unknown as RunBatch<App>,
    close() {
      closed.abort();
      hub.close();
    },
  };
}
