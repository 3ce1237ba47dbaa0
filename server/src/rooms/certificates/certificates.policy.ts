import { type Scope, scopeAllows, type VibeErrorCode } from '@vibe/shared';

/** Who asks, as far as certificates care. */
export type Who =
  | { readonly kind: 'visitor' }
  /** On behalf of the person who allowed it. */
  | { readonly kind: 'app'; readonly scopes: ReadonlySet<Scope> }
  | { readonly kind: 'person' };

export interface Refusal {
  readonly refused: VibeErrorCode;
  readonly because: string;
}

/** May they issue, renew and revoke in the person's name, and say what the person's certificates hold? */
export function mayIssue(who: Who): 'yes' | Refusal {
  if (who.kind === 'visitor') return { refused: 'not_signed_in', because: 'Certificates are issued by someone who is signed in' };
  if (who.kind === 'person' || scopeAllows(who.scopes, 'certificates.issue')) return 'yes';
  return { refused: 'insufficient_scope', because: 'The app may not issue certificates' };
}

/** May they see what the person holds? */
export function maySeeHeld(who: Who): 'yes' | Refusal {
  if (who.kind === 'visitor') return { refused: 'not_signed_in', because: 'A visitor holds no certificates' };
  if (who.kind === 'person' || scopeAllows(who.scopes, 'certificates.read')) return 'yes';
  return { refused: 'insufficient_scope', because: 'The app may not see certificates' };
}

/** May they see what the person has issued? Whoever issues may. */
export const maySeeIssued = (who: Who): 'yes' | Refusal => (mayIssue(who) === 'yes' ? 'yes' : maySeeHeld(who));

export interface Standing {
  /** Types of valid certificates that the subject holds from this issuer. */
  readonly fromIssuer: readonly string[];
  /** Valid certificates that the subject holds from anybody. */
  readonly held: number;
}
export interface StandingLimits {
  readonly fromOneIssuer: number;
  readonly held: number;
}

/** One of a type is enough. Limits: whoever issues must not be able to make every read of somebody else's dear. */
export function mayGive(type: string, standing: Standing, limits: StandingLimits): 'yes' | Refusal {
  if (standing.fromIssuer.includes(type))
    return { refused: 'already_exists', because: `The subject holds a valid ${type} from this issuer: renew it, or revoke it first` };
  if (standing.fromIssuer.length >= limits.fromOneIssuer)
    return { refused: 'bad_request', because: `One issuer may give one subject ${limits.fromOneIssuer} valid certificates, no more` };
  if (standing.held >= limits.held)
    return { refused: 'bad_request', because: `The subject holds ${limits.held} valid certificates, which is all they may` };
  return 'yes';
}
