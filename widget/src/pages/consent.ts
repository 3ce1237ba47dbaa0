import { type ConsentBoot, readBoot } from './boot.ts';
import { ConsentPage } from './consent/consent-page.ts';
import { pageLanguage } from './page-language.ts';
import { takeOver } from './take-over.ts';
import { consentTexts } from './texts/consent.ts';

const page = new ConsentPage();
page.boot = readBoot<ConsentBoot>();
page.texts = await consentTexts(pageLanguage());
await takeOver(page);
