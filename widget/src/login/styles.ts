import { unsafeCSS } from 'lit';
import text from './styles.css?inline';

export const styles = unsafeCSS(text);
