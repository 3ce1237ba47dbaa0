import type { Did } from '@vibe/client';
import { PersonName } from '../people/person-name.tsx';
import { GlobeIcon, LockIcon, PersonIcon } from '../ui/icons.tsx';
import type { Audience } from './audience.ts';

/** Who may read a post, in a word or two. */
export function AudienceBadge({ audience }: { audience: Audience }) {
  switch (audience.to) {
    case 'everyone':
      return (
        <span className="badge">
          <GlobeIcon /> Everyone
        </span>
      );
    case 'me':
      return (
        <span className="badge private">
          <LockIcon /> Only you
        </span>
      );
    case 'reader':
      return (
        <span className="badge personal">
          <PersonIcon /> For you
        </span>
      );
    case 'people':
      return (
        <span className="badge personal">
          <PersonIcon /> <Named dids={audience.dids} />
        </span>
      );
  }
}

function Named({ dids: [first, ...others] }: { dids: readonly Did[] }) {
  if (first === undefined) return 'Nobody';
  return (
    <span>
      For <PersonName did={first} />
      {others.length > 0 && ` and ${others.length} more`}
    </span>
  );
}
