/** A day in full, as the page's language writes it. */
export const dayText = (date: Date | string): string =>
  new Date(date).toLocaleDateString(document.documentElement.lang || 'en', { dateStyle: 'long' });
