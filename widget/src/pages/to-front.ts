/** Longer than systems wait for the second click of a double click. */
const guardMilliseconds = 500;
let since = Number.NEGATIVE_INFINITY;
addEventListener('focus', () => {
  since = performance.now();
});

/**
 * A page elsewhere can have a window of its own before this one, and close it with the first click of two: the second is meant for what is not there any
 * more. Who sees this window come to the front needs a moment.
 */
export const hasJustComeToFront = (): boolean => performance.now() - since < guardMilliseconds;
