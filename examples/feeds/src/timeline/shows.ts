/** The three timelines, and the address of each: `#mine` can be kept as a bookmark. */
export const shows = {
  everyone: { hash: '#everyone', title: 'Everyone', scope: 'public' },
  'for-me': { hash: '#for-me', title: 'For me', scope: 'shared' },
  mine: { hash: '#mine', title: 'Mine', scope: 'own' },
} as const;

export type Show = keyof typeof shows;

export const allShows = Object.keys(shows) as readonly Show[];
export const showOf = (hash: string): Show => allShows.find((each) => shows[each].hash === hash) ?? 'everyone';
