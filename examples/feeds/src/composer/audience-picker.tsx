import { GlobeIcon, LockIcon, PersonIcon } from '../ui/icons.tsx';
import { type AudienceKind, audienceKinds } from './audience-choice.ts';

const icons = { everyone: GlobeIcon, me: LockIcon, person: PersonIcon } satisfies Record<AudienceKind, unknown>;

/** Who may read the post: one choice of three, with the arrow keys as with any radio buttons. */
export function AudiencePicker({ chosen, onChoose }: { chosen: AudienceKind; onChoose: (kind: AudienceKind) => void }) {
  return (
    <fieldset className="audience">
      <legend className="visually-hidden">Who can read this?</legend>
      {audienceKinds.map(({ kind, label, says }) => {
        const Icon = icons[kind];
        return (
          <label key={kind} title={says}>
            <input type="radio" name="audience" checked={chosen === kind} onChange={() => onChoose(kind)} />
            <Icon /> {label}
          </label>
        );
      })}
    </fieldset>
  );
}
