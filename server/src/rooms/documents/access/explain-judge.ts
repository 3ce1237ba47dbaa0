import { type AclAction, type AclEntry, aclRuling, type CollectionAcl, certificatePrincipal, type Did, type Principal } from '@vibe/shared';

/** What is known of somebody. */
export interface Certainty {
  readonly principals: readonly Principal[];
  /** They are nothing else; otherwise they may hold certificates that nobody tells. */
  readonly complete: boolean;
}
export interface Condition {
  readonly effect: 'allow' | 'deny';
  readonly entry: AclEntry;
}
export interface Verdict {
  readonly answer: 'yes' | 'no' | 'depends';
  readonly because: 'owner' | 'allow' | 'deny' | 'silence' | 'certificates';
  readonly entry?: AclEntry;
  readonly conditions?: readonly Condition[];
}

/** What the one evaluator says, for somebody of whom not everything may be known. */
export function judge(rules: CollectionAcl, owner: Did, { principals, complete }: Certainty, action: AclAction): Verdict {
  const known = aclRuling(rules, owner, principals, action);
  const settled: Verdict = {
    answer: known.allowed ? 'yes' : 'no',
    because: known.because,
    ...('entry' in known && { entry: known.entry }),
  };
  if (complete || known.because === 'owner' || known.because === 'deny') return settled;
  const { allow = [], deny = [] } = rules[action] ?? {};
  // At most they hold every certificate that the rule names.
  const most = [...principals, ...certificatesIn([...allow, ...deny])];
  const only = (effect: 'allow' | 'deny', entry: AclEntry, who: readonly Principal[]): boolean =>
    aclRuling({ [action]: { allow: [], deny: [], [effect]: [entry] } }, owner, who, action).because === effect;
  const open = (effect: 'allow' | 'deny', entries: readonly AclEntry[]): Condition[] =>
    entries.filter((entry) => only(effect, entry, most) && !only(effect, entry, principals)).map((entry) => ({ effect, entry }));
  const denials = open('deny', deny);
  const openings = known.allowed ? [] : open('allow', allow);
  if (known.allowed ? denials.length === 0 : openings.length === 0) return settled;
  return { answer: 'depends', because: 'certificates', conditions: [...denials, ...openings] };
}

const certificatesIn = (entries: readonly AclEntry[]): Principal[] =>
  entries.flat().flatMap((each) => (typeof each === 'object' ? [certificatePrincipal(each)] : []));
