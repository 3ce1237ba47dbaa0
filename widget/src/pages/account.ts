import { AccountPage } from './account/account-page.ts';
import { type AccountBoot, readBoot } from './boot.ts';
import { pageLanguage } from './page-language.ts';
import { takeOver } from './take-over.ts';
import { accountTexts } from './texts/account.ts';

const page = new AccountPage();
page.account = readBoot<AccountBoot>().account;
page.texts = await accountTexts(pageLanguage());
await takeOver(page);
