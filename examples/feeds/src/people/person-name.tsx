import type { Did } from '@vibe/client';
import { usePerson } from './use-person.ts';

/** Someone's name, isolated so that its direction does not reorder the sentence around it. */
export function PersonName({ did }: { did: Did }) {
  const person = usePerson(did);
  if (person.at === 'known') return <bdi>{person.profile.name}</bdi>;
  if (person.at === 'looking') return <span className="name-to-come" />;
  return <span>someone</span>;
}
