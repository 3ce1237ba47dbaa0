import type { Did, Profile } from '@vibe/shared';

/** Other people, as far as they show themselves. */
export interface People {
  /** In the order asked for, at most 50 per request to the server; unknown ones left out. */
  profiles(dids: readonly Did[], options?: { readonly signal?: AbortSignal | undefined }): Promise<readonly Profile[]>;
  /** `undefined` when nobody has this handle. */
  find(handle: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Profile | undefined>;
}
