/** What some app may do is not what it was: other cards of the page show it too. */
export class ConsentsChangedEvent extends Event {
  static readonly type = 'vibe-consents-changed';
  constructor() {
    super(ConsentsChangedEvent.type, { bubbles: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'vibe-consents-changed': ConsentsChangedEvent;
  }
}
