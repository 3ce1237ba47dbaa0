/** The page's own storage, which a browser may refuse: then nothing is remembered, and nothing breaks. */
export interface PageStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const guarded = (which: () => Storage): PageStorage => ({
  getItem: (key) => attempt(() => which().getItem(key)) ?? null,
  setItem: (key, value) => void attempt(() => which().setItem(key, value)),
  removeItem: (key) => void attempt(() => which().removeItem(key)),
});

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

export const ofTab: PageStorage = guarded(() => sessionStorage);
export const ofSite: PageStorage = guarded(() => localStorage);
