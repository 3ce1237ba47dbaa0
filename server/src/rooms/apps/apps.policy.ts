import type { Did } from '@vibe/shared';

/** May this pusher give the app its next manifest? The operator (no DID) may always; a person only what is theirs. */
export const mayPush = (
  app: { readonly ownerDid: Did | undefined; readonly clientId: string; readonly id: string },
  by: Did | undefined,
) => {
  if (app.clientId !== app.id) return { yes: false, because: 'it is described by the document at its client id' } as const;
  if (by !== undefined && by !== app.ownerDid) return { yes: false, because: 'it belongs to somebody else' } as const;
  return { yes: true } as const;
};
