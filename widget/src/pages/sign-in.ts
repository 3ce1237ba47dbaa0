import { readBoot, type SignInBoot } from './boot.ts';
import { pageLanguage } from './page-language.ts';
import { SignInPage } from './sign-in/sign-in-page.ts';
import { takeOver } from './take-over.ts';
import { signInTexts } from './texts/sign-in.ts';

const page = new SignInPage();
page.boot = readBoot<SignInBoot>();
page.texts = await signInTexts(pageLanguage());
await takeOver(page);
