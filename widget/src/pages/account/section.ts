import { html, nothing, type TemplateResult } from 'lit';
import { LightElement } from '../../ui/light-element.ts';
import { type Problem, problemOf } from '../../ui/problem.ts';
import '../../ui/problem-notice.ts';
import { idle, isBusy, problemOfTask, type Task } from '../../ui/task.ts';
import { skeleton } from '../page-frame.ts';
import type { AccountTexts as Texts } from '../texts/account.ts';
import { personConfirmed } from './confirm-person.ts';

type Loaded<Value> =
  | { readonly at: 'loading' }
  | { readonly at: 'ready'; readonly value: Value }
  | { readonly at: 'failed'; readonly problem: Problem };

/**
 * One card of the account page: what it shows is loaded, and what a person does in it runs one at a time, with its outcome said at the card's foot.
 * A subclass says what to load and how to show it.
 */
export abstract class AccountSection<Value> extends LightElement {
  static override properties = { texts: { attribute: false }, loaded: { state: true }, task: { state: true } };
  declare texts: Texts;
  declare protected loaded: Loaded<Value>;
  declare protected task: Task;

  constructor() {
    super();
    this.loaded = { at: 'loading' };
    this.task = idle;
  }

  protected abstract readonly name: string;
  protected abstract heading(): string;
  protected abstract load(): Promise<Value>;
  protected abstract view(value: Value): TemplateResult;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.reload();
  }

  protected override render(): TemplateResult {
    const { loaded, texts, task } = this;
    const id = `section-${this.name}`;
    return html`<section class="card" aria-labelledby=${id}>
      <h2 id=${id} tabindex="-1">${this.heading()}</h2>
      ${loaded.at === 'loading' ? skeleton(this.heading()) : nothing}
      ${loaded.at === 'failed' ? html`<vibe-problem retry .texts=${texts} .problem=${loaded.problem} @vibe-retry=${() => void this.retry()}></vibe-problem>` : nothing}
      ${loaded.at === 'ready' ? this.view(loaded.value) : nothing}
      <vibe-problem .texts=${texts} .problem=${problemOfTask(task)}></vibe-problem>
      <p class="said quiet" role="status">${task.at === 'done' ? (task.says ?? '') : ''}</p>
    </section>`;
  }

  protected isBusy(what?: string): boolean {
    return isBusy(this.task, what);
  }

  /** Reads again; what is shown stays until the answer is there. */
  protected async reload(): Promise<void> {
    try {
      this.show(await this.load());
    } catch (error) {
      this.leaveIfSignedOut(error);
      this.loaded = { at: 'failed', problem: problemOf(error, this.texts) };
    }
  }

  protected show(value: Value): void {
    this.loaded = { at: 'ready', value };
  }

  /**
   * Does one thing. While it runs nothing else starts; when it fails the person reads why. What needs to know once more who they are asks them, and goes on.
   * @param act resolves with what to say then
   * @param explain turns known failures into words of the page's own
   */
  protected async run(what: string, act: () => Promise<string>, explain?: (error: unknown) => Problem | undefined): Promise<boolean> {
    if (isBusy(this.task)) return false;
    this.task = { at: 'busy', what };
    try {
      const says = await act().catch(async (error: unknown) => {
        if (codeOf(error) !== 'confirmation_required' || !(await personConfirmed(this.texts))) throw error;
        return act();
      });
      this.task = { at: 'done', what, says };
      return true;
    } catch (error) {
      this.leaveIfSignedOut(error);
      this.task = { at: 'failed', what, problem: explain?.(error) ?? problemOf(error, this.texts) };
      return false;
    }
  }

  private async retry(): Promise<void> {
    this.loaded = { at: 'loading' };
    await this.reload();
  }

  /** The session was ended elsewhere while the page stood open. */
  private leaveIfSignedOut(error: unknown): void {
    if (codeOf(error) === 'not_signed_in') location.assign('/sign-in?continue=/account');
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
