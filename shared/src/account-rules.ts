/** What an account's own values must look like. Apart from their schemas, so that a page can check while one types without carrying zod. */
export const handlePattern = /^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$/;
/** NIST SP 800-63B §3.1.1: length counts, composition rules do not. */
export const passwordLength = { min: 10, max: 256 } as const;
export const displayNameLength = 60;
