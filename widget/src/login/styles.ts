import tokens from '../ui/tokens.css?inline';
import text from './styles.css?inline';

let sheet: CSSStyleSheet | undefined;

/** One for all tags of a page. */
export function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(tokens + text);
  }
  return sheet;
}
