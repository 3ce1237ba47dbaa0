// Apart from the schemas: the tag needs these before a click and must not load zod for them.

/** The version in every message of the sign-in protocol, see vibe-auth.ts. */
export const VIBE_AUTH = 'vibe-auth/1';
