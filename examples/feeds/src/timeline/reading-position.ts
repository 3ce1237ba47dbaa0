/** Further down than this, in CSS pixels, something is being read. */
const topZonePixels = 120;

/** New posts may go straight in only while the reader is at the top and does not walk the feed by keyboard. */
export const isReadingBelow = (): boolean => scrollY > topZonePixels || document.activeElement?.closest('[role=feed]') != null;
