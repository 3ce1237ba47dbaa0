import type { Profile } from '@vibe/client';

/** A stable hue per person, from their DID. */
function hueOf(did: string): number {
  let hash = 0;
  for (const character of did) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x9e3779b1) >>> 0;
  return (hash >>> 8) % 360;
}

const initialOf = (profile: Profile | undefined): string => [...(profile?.name ?? '')][0]?.toLocaleUpperCase() ?? '';

/** Beside a name, so it says nothing to a screen reader. Same size before and after the picture is there. */
export function Avatar({ did, profile }: { did: string; profile: Profile | undefined }) {
  if (profile?.picture) return <img className="avatar" src={profile.picture} alt="" width={44} height={44} decoding="async" />;
  return (
    <span className="avatar" aria-hidden="true" style={{ '--hue': hueOf(did) }}>
      {initialOf(profile)}
    </span>
  );
}
