import type { Profile } from '@vibe/shared';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** What the frame keeps of one app, in storage that the browser gives to each site around it apart. */
export interface SignIn {
  readonly refreshToken: string;
  readonly scope: string;
  readonly profile: Profile;
  /** Milliseconds since 1970. */
  readonly profileReadAt: number;
  /** When the first token of it was given, milliseconds since 1970: it ends a fixed time after. */
  readonly beganAt: number;
  /** When its last access token was given: another tab that waited for its turn need not ask again. */
  readonly renewedAt: number;
}

/** A flow that goes on outside the frame, kept so that it survives a full-page redirect. */
export interface Flow {
  readonly verifier: string;
  readonly redirectUri: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

interface Stores extends DBSchema {
  keys: { key: string; value: CryptoKeyPair };
  signIns: { key: string; value: SignIn };
  flows: { key: [clientId: string, state: string]; value: Flow };
}

export interface Keep {
  /** The browser lets nothing be kept: all of this is gone with the page. */
  readonly blocked: boolean;
  key(make: () => Promise<CryptoKeyPair>): Promise<CryptoKeyPair>;
  existingKey(): Promise<CryptoKeyPair | undefined>;
  signIn(): Promise<SignIn | undefined>;
  saveSignIn(signIn: SignIn): Promise<void>;
  saveFlow(state: string, flow: Flow): Promise<void>;
  /** A flow ends once: whoever takes it is the only one. */
  takeFlow(state: string): Promise<Flow | undefined>;
  forget(): Promise<void>;
}

const flowLifetimeMilliseconds = 10 * 60_000;

/** What the browser keeps for us; or, where it refuses, what this page remembers. */
export const openKeep = (clientId: string): Promise<Keep> => openStored(clientId).catch(keepInMemory);

async function openStored(clientId: string): Promise<Keep> {
  const db = await openDB<Stores>('vibe-auth', 1, {
    upgrade(made) {
      made.createObjectStore('keys');
      made.createObjectStore('signIns');
      made.createObjectStore('flows');
    },
  });
  void dropOldFlows(db);
  return {
    blocked: false,
    async key(make) {
      const kept = await db.get('keys', clientId);
      if (kept) return kept;
      const made = await make();
      // Another tab may have been faster: whose key is there first is everybody's.
      const transaction = db.transaction('keys', 'readwrite');
      const first = await transaction.store.get(clientId);
      if (!first) await transaction.store.put(made, clientId);
      await transaction.done;
      return first ?? made;
    },
    existingKey: () => db.get('keys', clientId),
    signIn: () => db.get('signIns', clientId),
    saveSignIn: async (signIn) => void (await db.put('signIns', signIn, clientId)),
    saveFlow: async (state, flow) => void (await db.put('flows', flow, [clientId, state])),
    async takeFlow(state) {
      const transaction = db.transaction('flows', 'readwrite');
      const flow = await transaction.store.get([clientId, state]);
      await transaction.store.delete([clientId, state]);
      await transaction.done;
      return flow && isYoung(flow) ? flow : undefined;
    },
    async forget() {
      const transaction = db.transaction(['keys', 'signIns'], 'readwrite');
      await Promise.all([
        transaction.objectStore('keys').delete(clientId),
        transaction.objectStore('signIns').delete(clientId),
        transaction.done,
      ]);
    },
  };
}

export function keepInMemory(): Keep {
  let key: Promise<CryptoKeyPair> | undefined;
  let signIn: SignIn | undefined;
  const flows = new Map<string, Flow>();
  return {
    blocked: true,
    key(make) {
      key ??= make();
      return key;
    },
    existingKey: async () => key,
    signIn: async () => signIn,
    saveSignIn: async (saved) => {
      signIn = saved;
    },
    saveFlow: async (state, flow) => void flows.set(state, flow),
    async takeFlow(state) {
      const flow = flows.get(state);
      flows.delete(state);
      return flow && isYoung(flow) ? flow : undefined;
    },
    async forget() {
      key = undefined;
      signIn = undefined;
    },
  };
}

const isYoung = ({ startedAt }: Flow): boolean => Date.now() - startedAt < flowLifetimeMilliseconds;

async function dropOldFlows(db: IDBPDatabase<Stores>): Promise<void> {
  const transaction = db.transaction('flows', 'readwrite');
  for await (const cursor of transaction.store) if (!isYoung(cursor.value)) await cursor.delete();
  await transaction.done;
}
