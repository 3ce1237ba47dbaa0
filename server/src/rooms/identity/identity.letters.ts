import type { Language } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import type { Proof } from './identity.email-proofs.ts';
import { ar } from './letters/ar.ts';
import { de } from './letters/de.ts';
import { en, type LetterTexts } from './letters/en.ts';
import { es } from './letters/es.ts';
import { fr } from './letters/fr.ts';
import { ja } from './letters/ja.ts';
import { zh } from './letters/zh.ts';

const texts: Readonly<Record<Language, LetterTexts>> = { en, de, es, fr, ar, ja, zh };
export type LetterKind = keyof LetterTexts['letters'];

export interface LetterFacts {
  readonly handle?: string | undefined;
  readonly proof?: Proof;
  /** Gives an address back, until then. */
  readonly undoToken?: string;
  readonly until?: Date;
  /** The new address, its beginning hidden. */
  readonly address?: string | undefined;
}

/** Which carry the code and the link that is as good. */
const withCode: ReadonlySet<LetterKind> = new Set(['sign_in', 'sign_up', 'verify', 'recover', 'recover_later']);

/**
 * Plain text: nothing is loaded when it is opened, and nobody learns that it was. A person's own name is left out, for anybody may choose any text as theirs; the
 * handle may hold no space.
 */
export function letterOf(
  { publicUrl }: Services,
  kind: LetterKind,
  language: Language,
  facts: LetterFacts,
): { subject: string; text: string } {
  const { common, letters } = texts[language];
  const { proof, undoToken } = facts;
  const host = new URL(publicUrl).host;
  const { subject, says } = letters[kind];
  const moment = proof && kind === 'recover_later' ? proof.opensAt : facts.until;
  const words = { host, handle: `@${facts.handle ?? ''}`, address: facts.address ?? '', moment: moment ? inWords(moment, language) : '' };
  const page = `${publicUrl}/sign-in?link&lang=${language}`;
  const paragraphs = [
    ...says.map((each) => fill(each, words)),
    ...(proof && withCode.has(kind)
      ? [
          `${common.code} ${proof.code}`,
          `${common.link}\n${page}#mail=${proof.token}`,
          kind === 'recover_later' ? common.lateOnce : common.once,
        ]
      : []),
    ...(proof?.stopToken && kind !== 'nobody' ? [`${common.stop}\n${page}#stop=${proof.stopToken}`] : []),
    ...(undoToken ? [`${common.undo}\n${page}#undo=${undoToken}`] : []),
    ...(proof && withCode.has(kind) ? [common.notYou] : []),
    `-- \n${host}`,
  ];
  return { subject: fill(subject, words), text: `${paragraphs.join('\n\n')}\n` };
}

const fill = (text: string, words: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');

const inWords = (moment: Date, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  }).format(moment);
