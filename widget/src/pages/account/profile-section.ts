import { displayNameLength } from '@vibe/shared';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../ui/button.ts';
import { field } from '../../ui/field.ts';
import { avatar } from '../../ui/person.ts';
import { smallPicture } from '../../ui/picture.ts';
import { api } from '../api.ts';
import { AccountSection } from './section.ts';

type Me = Awaited<ReturnType<typeof api.identity.me.query>>;

/** What others see: name and picture to change, handle and DID to know. */
export class VibeProfileSection extends AccountSection<Me> {
  static override properties = { ...AccountSection.properties, typedName: { state: true } };
  protected override readonly name = 'profile';
  declare private typedName: string | undefined;

  protected override heading = (): string => this.texts.account.profile.title;
  protected override load = (): Promise<Me> => api.identity.me.query();

  protected override view(me: Me): TemplateResult {
    const { account } = this.texts;
    const { profile } = account;
    const typed = this.typedName ?? me.name;
    const changed = typed.trim() !== me.name && typed.trim() !== '';
    return html`<div class="row">
        ${avatar(me, true)}
        <div class="grow row">
          <input class="visually-hidden" id="picture-file" type="file" tabindex="-1" aria-label=${profile.picture} accept="image/*" @change=${this.choosePicture} />
          ${button({ label: profile.choosePicture, busy: this.isBusy('picture'), onClick: () => this.querySelector<HTMLInputElement>('#picture-file')?.click() })}
          ${me.picture ? button({ label: profile.removePicture, kind: 'plain', busy: this.isBusy('no-picture'), onClick: () => void this.removePicture() }) : nothing}
        </div>
      </div>
      <form class="row end-aligned" novalidate @submit=${this.saveName}>
        <div class="grow">${field({
          name: 'name',
          label: profile.name,
          autocomplete: 'name',
          maxlength: displayNameLength,
          value: typed,
          onInput: (value) => {
            this.typedName = value;
          },
        })}</div>
        ${changed ? button({ label: account.save, type: 'submit', kind: 'primary', busy: this.isBusy('name') }) : nothing}
      </form>
      <dl class="facts">
        <div><dt>${profile.handle}</dt><dd><bdi>@${me.handle}</bdi></dd></div>
        <div><dt>${profile.did}</dt><dd class="did"><code dir="ltr">${me.did}</code>
          ${button({ label: account.copy, says: profile.copyDid, onClick: () => void this.copy(me.did) })}
          <span class="quiet">${profile.didHint}</span></dd></div>
      </dl>`;
  }

  private async saveName(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const name = (this.typedName ?? '').trim();
    if (name === '') return;
    const saved = await this.run('name', async () => {
      this.show(await api.identity.updateProfile.mutate({ name }));
      return this.texts.account.saved;
    });
    if (!saved) return;
    this.typedName = undefined;
    void this.focusOn('[name=name]'); // its button is gone
  }

  private async choosePicture(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    await this.run('picture', async () => {
      const picture = await smallPicture(file).catch(() => {
        throw Object.assign(new Error(this.texts.account.profile.pictureUnreadable), { code: 'bad_request' });
      });
      this.show(await api.identity.updateProfile.mutate({ picture }));
      return this.texts.account.saved;
    });
  }

  private async removePicture(): Promise<void> {
    await this.run('no-picture', async () => {
      this.show(await api.identity.updateProfile.mutate({ picture: null }));
      return this.texts.account.saved;
    });
  }

  private async copy(text: string): Promise<void> {
    await this.run('copy', async () => {
      await navigator.clipboard.writeText(text);
      return this.texts.account.copied;
    });
  }
}

customElements.define('vibe-profile-section', VibeProfileSection);
