import { StatesPage } from './states-page.ts';

document.getElementById('root')?.replaceChildren(new StatesPage());
