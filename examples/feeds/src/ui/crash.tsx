import { Component, type ReactNode } from 'react';

/** What is left when the page itself fails: a word, and a way out. React has written the error to the console. */
export class Crash extends Component<{ children: ReactNode }, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <main className="note" role="alert">
        <p className="note-title">Feeds has stumbled</p>
        <p>What you have posted is safe. Load the page again to go on.</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Load again
        </button>
      </main>
    );
  }
}
