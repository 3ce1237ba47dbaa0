/** As the `d` of a path, 24 by 24. */
export const icons = {
  /** Vibe's mark: two strokes that swing into one another. */
  mark: 'M3.5 6.5 9 17.2c.6 1.1 2.2 1 2.7-.1l3.1-7.5c1-2.4 2.2-3.6 3.6-3.6 1.5 0 2.4 1.1 2.4 2.5 0 3.4-3.9 5.4-6.9 3.4',
  turning: 'M21 12a9 9 0 0 0-9-9',
  down: 'm7 10 5 5 5-5',
  again: 'M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6',
  amiss: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 4.5v5.5m0 3.5v.01',
};
