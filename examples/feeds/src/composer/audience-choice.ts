import type { ChosenAudience } from '../post/audience.ts';
import type { PersonSearch } from './use-person-search.ts';

export type AudienceKind = 'everyone' | 'me' | 'person';

export const audienceKinds: readonly { readonly kind: AudienceKind; readonly label: string; readonly says: string }[] = [
  { kind: 'everyone', label: 'Everyone', says: 'Anyone on the web can read this.' },
  { kind: 'me', label: 'Only me', says: 'Nobody but you can read this.' },
  { kind: 'person', label: 'A person', says: 'Only you and they can read this.' },
];

/** The audience that was chosen, or undefined while the person is not found yet. */
export function chosenAudience(kind: AudienceKind, search: PersonSearch): ChosenAudience | undefined {
  if (kind === 'everyone') return { to: 'everyone' };
  if (kind === 'me') return { to: 'me' };
  return search.at === 'found' ? { to: 'people', dids: [search.profile.did] } : undefined;
}
