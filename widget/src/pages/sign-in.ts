import { mount, readBoot, type SignInBoot } from './boot.ts';
import { SignInPage } from './sign-in/sign-in-page.ts';
import { en } from './texts/en.ts';

const page = new SignInPage();
page.boot = readBoot<SignInBoot>();
page.texts = en;
mount(page);
