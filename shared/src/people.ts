import { z } from 'zod';
import { displayNameLength, passwordLength } from './account-rules.ts';
import { type Did, handle } from './ids.ts';
import { limits } from './limits.ts';
import { plainText } from './plain-text.ts';

/** What others may see of a person. */
export interface Profile {
  readonly did: Did;
  readonly handle: string;
  readonly name: string;
  /** A data: or https: URL of a square picture. */
  readonly picture?: string;
}

export const displayName = plainText.trim().min(1).max(displayNameLength);
/** Argon2id hashes any of it. */
export const password = z.string().min(passwordLength.min).max(passwordLength.max);
export const picture = z
  .string()
  .max(limits.pictureBytes)
  .regex(/^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=]+$/, 'must be a PNG, JPEG or WebP picture as a data: URL');

export const signUpInput = z.strictObject({ handle, name: displayName, password: password.optional() });
export const signInInput = z.strictObject({ handle: z.string().max(64), password: z.string().max(256) });
export const updateProfileInput = z.strictObject({ name: displayName.optional(), picture: picture.nullable().optional() });
