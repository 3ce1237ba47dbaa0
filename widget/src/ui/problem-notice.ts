import { html, nothing, type TemplateResult } from 'lit';
import { button } from './button.ts';
import { LightElement } from './light-element.ts';
import type { Problem, ProblemTexts } from './problem.ts';

/** Shows what went wrong, the number of the request, and how long to wait; `vibe-retry` when the person wants it again. */
export class VibeProblem extends LightElement {
  static override properties = {
    problem: { attribute: false },
    texts: { attribute: false },
    retry: { type: Boolean },
    waitSeconds: { state: true },
  };
  declare problem: Problem | undefined;
  declare texts: ProblemTexts;
  declare retry: boolean;
  declare private waitSeconds: number;
  private timer: ReturnType<typeof setInterval> | undefined;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('problem')) this.startWaiting(this.problem?.retryAfterSeconds ?? 0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  private startWaiting(seconds: number): void {
    clearInterval(this.timer);
    this.waitSeconds = seconds;
    if (seconds <= 0) return;
    this.timer = setInterval(() => {
      this.waitSeconds -= 1;
      if (this.waitSeconds <= 0) clearInterval(this.timer);
    }, 1000);
  }

  protected override render(): TemplateResult {
    const { problem, texts } = this;
    // The region stays in the page: a screen reader announces only what changes inside a region it knows.
    return html`<div role="alert">${
      problem
        ? html`<div class="notice bad appears">
            <strong>${problem.message}</strong>
            ${problem.hint && !problem.retryAfterSeconds ? html`<span>${problem.hint}</span>` : nothing}
            ${problem.retryAfterSeconds ? html`<span class="visually-hidden">${texts.problem.wait(clock(problem.retryAfterSeconds))}</span>` : nothing}
            ${problem.requestId ? html`<span class="quiet">${texts.problem.request(problem.requestId)}</span>` : nothing}
            ${this.retry && this.waitSeconds <= 0 ? button({ label: texts.retry, onClick: () => this.dispatchEvent(new Event('vibe-retry', { bubbles: true })) }) : nothing}
          </div>`
        : nothing
    }</div>
    ${problem?.retryAfterSeconds ? html`<p class="quiet" aria-hidden="true">${this.waitSeconds > 0 ? texts.problem.wait(clock(this.waitSeconds)) : texts.problem.waitOver}</p>` : nothing}`;
  }
}

/** 95 → 1:35, 32 → 32 sec, as the page's language writes it. */
const clock = (seconds: number): string =>
  seconds < 60
    ? new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit: 'second' }).format(seconds)
    : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

customElements.define('vibe-problem', VibeProblem);

declare global {
  interface HTMLElementTagNameMap {
    'vibe-problem': VibeProblem;
  }
}
