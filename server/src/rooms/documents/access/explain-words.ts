import { type AccessAnswer, type AclEntry, ANYONE, type CollectionAcl, type Did, type SimpleAclEntry } from '@vibe/shared';

export interface Wording {
  /** Everyone includes visitors who are not signed in. */
  readonly isOpen: boolean;
  readonly about: Did | undefined;
  readonly isAsker: boolean;
  readonly nameOf: (did: Did) => string;
}

/** Whom an entry means: `@bob`, `whoever holds “Member” from @club`. */
export function entryWords(entry: AclEntry, wording: Wording): string {
  if (Array.isArray(entry)) return `whoever is all of: ${entry.map((each) => simpleWords(each, wording)).join('; ')}`;
  return simpleWords(entry, wording);
}

function simpleWords(entry: SimpleAclEntry, { isOpen, nameOf }: Wording): string {
  if (entry === ANYONE) return isOpen ? 'everyone, signed in or not' : 'everyone who is signed in';
  if (typeof entry === 'string') return nameOf(entry);
  return `whoever holds “${entry.type}” from ${nameOf(entry.issuer)}`;
}

const verbs = { read: 'read it', write: 'change or remove it', create: 'create here' } as const;

/** One sentence: who may or may not, and why. */
export function answerWords({ action, answer, because, entry, conditions }: Omit<AccessAnswer, 'says'>, wording: Wording): string {
  const who = wording.about === undefined ? 'A visitor' : wording.isAsker ? 'You' : wording.nameOf(wording.about);
  const says = `${who} ${answer === 'no' ? 'may not' : 'may'} ${verbs[action]}`;
  const decided = entry === undefined ? '' : entryWords(entry, wording);
  switch (because) {
    case 'owner':
      return `${says}: it belongs to ${wording.isAsker ? 'you' : 'them'}.`;
    case 'allow':
      return `${says}: allowed to ${decided}.`;
    case 'deny':
      return `${says}: denied to ${decided}.`;
    case 'silence':
      return `${says}: no rule allows it.`;
    case 'unreadable':
      return `${says}: nobody writes what they may not read.`;
    case 'certificates':
      return `Whether ${who} may ${verbs[action]} depends on certificates: ${(conditions ?? []).map((each) => `${each.effect === 'allow' ? 'allowed' : 'denied'} to ${each.says}`).join('; ')}.`;
  }
}

/** Everybody who is named. */
export function peopleIn(rules: CollectionAcl, about: Did | undefined): Did[] {
  const entries = [rules.read, rules.write, rules.create].flatMap((rule) => (rule ? [...rule.allow, ...rule.deny] : [])).flat();
  const named = entries.flatMap((each) => (each === ANYONE ? [] : typeof each === 'string' ? [each] : [each.issuer]));
  return [...new Set([...named, ...(about === undefined ? [] : [about])])];
}
