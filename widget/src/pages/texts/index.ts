/** For the server, which renders the first paint of each page: the words are the same as the page's. */
export { type AccountTexts, accountTexts } from './account.ts';
export { type ConsentTexts, consentTexts } from './consent.ts';
export { type ServerTexts, serverTexts } from './server.ts';
export { type SignInTexts, signInTexts } from './sign-in.ts';
