import { unsafeCSS } from 'lit';
import text from './tokens.css?inline';

/** The look that the tag, the frame and the pages share, for a shadow root. The pages have the same file inlined in their HTML. */
export const tokens = unsafeCSS(text);
