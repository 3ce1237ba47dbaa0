import { html, render } from 'lit';
import { button } from './button.ts';

export interface Question {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** Asks in a modal dialog before something that cannot be taken back. Esc and a click beside it mean no; the focus goes back where it was. */
export function confirmed({ title, text, yes, no }: Question): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.className = 'card confirm';
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  dialog.setAttribute('aria-describedby', 'confirm-text');
  const content = html`<h2 id="confirm-title">${title}</h2><p id="confirm-text">${text}</p>
    <div class="row end">
      ${button({ label: no, onClick: () => dialog.close() })}
      ${button({ label: yes, danger: true, onClick: () => dialog.close('yes') })}
    </div>`;
  render(content, dialog);
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog && isOutside(dialog, event)) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

function isOutside(dialog: HTMLElement, { clientX, clientY }: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
