import {
  type AccessAnswer,
  type AccessExplanation,
  type AccessRule,
  type AclAction,
  type CollectionAcl,
  type Did,
  type ExplainAccessInput,
  principalsOf,
  VibeError,
} from '@vibe/shared';
import type { Context } from '../../../platform/context.ts';
import { profilesOf } from '../../identity/index.ts';
import { maySeeAcl } from '../documents.policy.ts';
import { ownerOf, readable } from '../documents.read.ts';
import { type Reader, readerOf } from '../reader.ts';
import { rulesInForce } from './collection-acl.ts';
import { type Certainty, judge } from './explain-judge.ts';
import { answerWords, entryWords, peopleIn, type Wording } from './explain-words.ts';

/**
 * Which rule lets whom do what with a document, or in a collection. The owner and those who may write see every rule and may ask about anybody; others only about
 * themselves.
 * @throws {VibeError} not_found as for a read; forbidden when it is about somebody else
 */
export async function explainAccess(ctx: Context, input: ExplainAccessInput): Promise<AccessExplanation> {
  const reader = await readerOf(ctx, input.collection);
  const owner = ownerOf(reader, input.owner);
  const subject =
    input.id === undefined ? await collectionRules(ctx, reader, input, owner) : await documentRules(ctx, reader, input.id, input, owner);
  const about = input.did ?? reader.did;
  const isOther = about !== reader.did;
  if (isOther && !subject.seesAll) throw new VibeError('forbidden', 'Only the owner and those who may write learn what others may do');
  // What certificates others hold is nobody's business; the asker's own are known.
  const certainty: Certainty = isOther
    ? { principals: principalsOf(about), complete: false }
    : { principals: reader.principals, complete: true };
  const wording: Wording = { isOpen: subject.isOpen, about, isAsker: !isOther, nameOf: await namesOf(ctx, subject.rules, about) };
  return {
    ...(about !== undefined && { did: about }),
    answers: answersOf(subject, owner, certainty, wording),
    ...(subject.seesAll && { rules: rulesOf(subject, wording) }),
  };
}

interface Explained {
  readonly rules: CollectionAcl;
  readonly actions: readonly AclAction[];
  /** Visitors who are not signed in are among everyone. */
  readonly isOpen: boolean;
  readonly seesAll: boolean;
}

async function documentRules(ctx: Context, reader: Reader, id: string, { collection }: ExplainAccessInput, owner: Did): Promise<Explained> {
  const document = await readable(ctx, reader, { owner, collection, id });
  return {
    rules: document.acl,
    actions: ['read', 'write'],
    isOpen: reader.collection.public,
    seesAll: maySeeAcl(document, reader.principals),
  };
}

async function collectionRules(ctx: Context, reader: Reader, { collection }: ExplainAccessInput, owner: Did): Promise<Explained> {
  const { acl } = await rulesInForce(ctx, reader, collection, owner);
  return { rules: acl, actions: ['read', 'write', 'create'], isOpen: reader.collection.public, seesAll: owner === reader.did };
}

function answersOf({ rules, actions }: Explained, owner: Did, certainty: Certainty, wording: Wording): AccessAnswer[] {
  const verdicts = actions.map((action) => ({ action, ...judge(rules, owner, certainty, action) }));
  const reads = verdicts.find(({ action }) => action === 'read')?.answer;
  return verdicts.map((verdict) => {
    const unreadable = verdict.action === 'write' && verdict.answer !== 'no' && reads === 'no';
    const { conditions, ...plain } = unreadable
      ? { action: verdict.action, answer: 'no' as const, because: 'unreadable' as const }
      : verdict;
    const worded = conditions?.map((each) => ({ ...each, says: entryWords(each.entry, wording) }));
    const answer = { ...plain, ...(worded && { conditions: worded }) };
    return { ...answer, says: answerWords(answer, wording) };
  });
}

const rulesOf = ({ rules, actions }: Explained, wording: Wording): AccessRule[] =>
  actions.flatMap((action) =>
    (['deny', 'allow'] as const).flatMap((effect) =>
      (rules[action]?.[effect] ?? []).map((entry) => ({ action, effect, entry, says: entryWords(entry, wording) })),
    ),
  );

/** People of this server by their handles. */
async function namesOf(ctx: Context, rules: CollectionAcl, about: Did | undefined): Promise<(did: Did) => string> {
  const people = peopleIn(rules, about);
  const profiles = new Map((people.length === 0 ? [] : await profilesOf(ctx, people)).map((each) => [each.did, each.handle]));
  return (did) => {
    const handle = profiles.get(did);
    return handle === undefined ? did : `@${handle}`;
  };
}
