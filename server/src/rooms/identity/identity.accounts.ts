import { createHash } from 'node:crypto';
import { type Did, handle as handleSchema, type Profile, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Db } from '../../platform/database.ts';
import {
  type AccountRow,
  findAccountRow,
  findAccountsByDid,
  findOwnAccount,
  findPicture,
  insertAccount,
  listAccountRows,
  type Picture,
  replacePicture,
  updateName,
} from './identity.accounts.store.ts';
import { commonPasswords } from './identity.common-passwords.ts';
import { insertDid } from './identity.dids.store.ts';
import { prepareDid } from './identity.dids.ts';
import { type PasswordOwner, passwordWeakness } from './identity.password.policy.ts';
import { hashPassword } from './identity.passwords.ts';

/** A person, as their own account page sees them. */
export interface Me extends Profile {
  readonly createdAt: Date;
  readonly hasPassword: boolean;
  readonly passkeys: number;
}

export interface Account extends Profile {
  readonly createdAt: Date;
}

export interface AccountRequest {
  readonly handle: string;
  readonly name: string;
  readonly password?: string | undefined;
}

/**
 * An account with its DID and keys, all in one transaction. Without a password only a sign-in link or a passkey opens it.
 * @throws {VibeError} handle_taken; weak_password with what is wrong as its hint.
 */
export async function createAccount(services: Services, request: AccountRequest): Promise<Profile> {
  const { did } = await createAccountWith(services, request, services.clock.randomText(32), async () => {});
  return { did, handle: request.handle, name: request.name };
}

/** @param also what has to come about together with the account or not at all */
export async function createAccountWith(
  services: Services,
  { handle, name, password }: AccountRequest,
  webauthnUser: string,
  also: (tx: Db, did: Did) => Promise<void>,
): Promise<{ did: Did }> {
  if (password !== undefined) await refuseWeakPassword(password, { handle, name });
  // Before the costly hash; the insert below decides.
  if (await findAccountRow(services.database.system, handle)) throw handleTaken(handle);
  const row = await prepareDid(services, { kind: 'user', path: ['u', handle] });
  const passwordHash = password === undefined ? undefined : await hashPassword(password);
  const did = row.did as Did;
  await services.database.system.transaction().execute(async (tx) => {
    const account = { did, handle, name, passwordHash, webauthnUser, createdAt: row.createdAt };
    if (!(await insertDid(tx, row)) || !(await insertAccount(tx, account))) throw handleTaken(handle);
    await also(tx, did);
  });
  return { did };
}

export const handleTaken = (handle: string): VibeError =>
  new VibeError('handle_taken', `The handle ${handle} is taken`, { hint: 'Choose another one.' });

/** @throws {VibeError} weak_password with what is wrong as its hint */
export async function refuseWeakPassword(password: string, person: PasswordOwner): Promise<void> {
  const weakness = passwordWeakness(password, person, await commonPasswords());
  if (weakness) throw new VibeError('weak_password', 'This password is too easy to guess', { hint: weakness });
}

export const listAccounts = async (services: Services): Promise<Account[]> =>
  (await listAccountRows(services.database.system)).map((row) => ({ ...profileFrom(services, row), createdAt: row.created_at }));

export const profileOf = async (services: Services, did: Did): Promise<Profile | undefined> => (await profilesOf(services, [did]))[0];

/** Those who exist, in no particular order. */
export const profilesOf = async (services: Services, dids: readonly Did[]): Promise<Profile[]> =>
  (await findAccountsByDid(services.database.system, dids)).map((row) => profileFrom(services, row));

export async function findAccountByHandle(services: Services, handle: string): Promise<Profile | undefined> {
  const row = handleSchema.safeParse(handle).success ? await findAccountRow(services.database.system, handle) : undefined;
  return row && profileFrom(services, row);
}

/** @throws {VibeError} not_found when the account is gone. */
export async function ownAccount(services: Services, did: Did): Promise<Me> {
  const row = await findOwnAccount(services.database.system, did);
  if (!row) throw new VibeError('not_found', 'This account no longer exists');
  return {
    ...profileFrom(services, row),
    createdAt: row.created_at,
    hasPassword: row.password_hash !== null,
    passkeys: Number(row.passkeys),
  };
}

export interface ProfileChange {
  readonly name?: string | undefined;
  /** A data: URL; null takes the picture away. */
  readonly picture?: string | null | undefined;
}

export async function updateProfile(services: Services, did: Did, change: ProfileChange): Promise<Me> {
  const { name, picture } = change;
  await services.database.system.transaction().execute(async (tx) => {
    if (name !== undefined) await updateName(tx, did, name);
    if (picture !== undefined) await replacePicture(tx, did, picture === null ? null : pictureFrom(picture));
  });
  return ownAccount(services, did);
}

/** A picture is served from its own address, so that a list of fifty authors does not carry fifty pictures. */
export async function pictureOf(services: Services, handle: string): Promise<Picture | undefined> {
  const row = handleSchema.safeParse(handle).success ? await findPicture(services.database.system, handle) : undefined;
  return row && { mediaType: row.media_type, bytes: row.bytes, version: row.picture_version ?? '' };
}

function pictureFrom(dataUrl: string): Picture {
  const [head = '', body = ''] = dataUrl.split(';base64,');
  const bytes = Buffer.from(body, 'base64');
  const mediaType = head.slice('data:'.length);
  if (!startsLike(mediaType, bytes))
    throw new VibeError('bad_request', `The picture is not ${mediaType.replace('image/', 'a ').toUpperCase()} inside`);
  return { mediaType, bytes, version: createHash('sha256').update(bytes).digest('hex').slice(0, 12) };
}

const signatures: Record<string, readonly (readonly [at: number, hex: string])[]> = {
  'image/png': [[0, '89504e470d0a1a0a']],
  'image/jpeg': [[0, 'ffd8ff']],
  'image/webp': [
    [0, '52494646'],
    [8, '57454250'],
  ],
};
const startsLike = (mediaType: string, bytes: Buffer): boolean =>
  (signatures[mediaType] ?? []).every(([at, hex]) => bytes.subarray(at, at + hex.length / 2).toString('hex') === hex);

const profileFrom = (services: Services, row: AccountRow): Profile => ({
  did: row.did as Did,
  handle: row.handle,
  name: row.name,
  ...(row.picture_version !== null && { picture: `${services.publicUrl}/u/${row.handle}/picture?v=${row.picture_version}` }),
});
