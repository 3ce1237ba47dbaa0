import { LitElement } from 'lit';

/**
 * An element without a shadow root. Vibe's pages hold forms: password managers, autofill and labels work best on plain DOM, and the page's
 * stylesheet is there before the script.
 */
export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** After the next render: to what the person has to look at now. */
  protected async focusOn(selector: string): Promise<void> {
    await this.updateComplete;
    this.querySelector<HTMLElement>(selector)?.focus();
  }
}
