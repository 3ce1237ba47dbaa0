import { type Certificate, type Did, limits } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { findApp } from '../apps/index.ts';
import { listBy } from '../certificates/index.ts';
import { consentHistory, listConsents } from '../consent/index.ts';
import { listSessions, passkeysOf, pictureOf, profileOf } from '../identity/index.ts';

/** The app whose data it is, with its manifest: what its documents are made after. */
export async function appLine(services: Services, appId: string | undefined): Promise<string[]> {
  const app = appId === undefined ? undefined : await findApp(services, appId);
  return app
    ? [line('app', { id: app.id, did: app.did, clientId: app.clientId, manifestVersion: app.manifestVersion, manifest: app.manifest })]
    : [];
}

/**
 * What the server knows of someone besides their documents, to read: nothing of it is imported. No secret is in it, nor anything that signs in: passkeys by
 * name, devices as the account page has them.
 */
export async function personLines(services: Services, owner: Did, appId: string | undefined): Promise<string[]> {
  const profile = await profileOf(services, owner);
  const lines = [line('owner', { did: owner, ...(profile && { handle: profile.handle }) })];
  if (appId !== undefined || !profile) return lines;
  const picture = await pictureOf(services, profile.handle);
  const image = picture && `data:${picture.mediaType};base64,${picture.bytes.toString('base64')}`;
  lines.push(line('profile', { did: owner, handle: profile.handle, name: profile.name, ...(image && { picture: image }) }));
  for (const { id: _, ...passkey } of await passkeysOf(services, owner)) lines.push(line('passkey', passkey));
  for (const { id: _, current: __, ...device } of await listSessions(services, owner, undefined)) lines.push(line('device', device));
  for (const { app, ...consent } of await listConsents(services, owner)) lines.push(line('consent', { app: app.id, ...consent }));
  for (const event of await consentHistory(services, owner)) lines.push(line('consent-event', event));
  for await (const { type, ...certificate } of certificatesOf(services, owner))
    lines.push(line('certificate', { certificateType: type, ...certificate }));
  return lines;
}

/** Those that someone holds, then those that they gave. */
async function* certificatesOf(services: Services, owner: Did): AsyncGenerator<Certificate> {
  for (const by of ['subject_did', 'issuer_did'] as const) {
    let cursor: string | undefined;
    do {
      const page = await listBy(services, by, owner, { limit: limits.listPage, ...(cursor !== undefined && { cursor }) });
      yield* page.certificates;
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}

/** What a line is, is for us to say: a `type` of its own, which somebody chose, would make it a mark, or a document. */
const line = <Value extends object>(type: string, value: Value & { readonly type?: never }): string => JSON.stringify({ type, ...value });
