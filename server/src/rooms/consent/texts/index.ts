import type { Language } from '@vibe/shared';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { type ConsentTexts, en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { zh } from './zh.ts';

const texts: Readonly<Record<Language, ConsentTexts>> = { en, de, es, fr, ar, ja, zh };

export const textsIn = (language: Language): ConsentTexts => texts[language];
export type { ConsentTexts, Never } from './en.ts';
