import { AccountPage } from './account/account-page.ts';
import { type AccountBoot, mount, readBoot } from './boot.ts';
import { en } from './texts/en.ts';

const page = new AccountPage();
page.account = readBoot<AccountBoot>().account;
page.texts = en;
mount(page);
