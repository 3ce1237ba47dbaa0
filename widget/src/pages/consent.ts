import { type ConsentBoot, mount, readBoot } from './boot.ts';
import { ConsentPage } from './consent/consent-page.ts';
import { en } from './texts/en.ts';

const page = new ConsentPage();
page.boot = readBoot<ConsentBoot>();
page.texts = en;
mount(page);
