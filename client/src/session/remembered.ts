import type { Profile } from '@vibe/shared';
import { ofSite } from './page-storage.ts';

/** Who is signed in here, kept on the app's own site for a start without a network: what the page knows anyway, and no token. */
export function remembered(app: string) {
  const key = `vibe.who:${app}`;
  return {
    get(): Profile | undefined {
      try {
        const { did, handle, name, picture } = JSON.parse(ofSite.getItem(key) ?? '') as Profile;
        return did && handle && name ? { did, handle, name, ...(picture && { picture }) } : undefined;
      } catch {
        return undefined;
      }
    },
    set: (profile: Profile): void => ofSite.setItem(key, JSON.stringify(profile)),
    /** Has somebody signed in here before? */
    was: (): boolean => ofSite.getItem(key) !== null,
    /** Who it was, not that there was somebody. */
    forget: (): void => void (ofSite.getItem(key) !== null && ofSite.setItem(key, '-')),
  };
}
