import { isVibeError } from '@vibe/client';
import { failureOf } from '../ui/failure.ts';
import { useNotice } from '../ui/notices.tsx';
import { vibe } from '../vibe.ts';

/** What a visitor sees above the public posts. */
export function Invitation() {
  const say = useNotice();

  async function signIn(): Promise<void> {
    try {
      await vibe.auth.signIn();
    } catch (error) {
      if (!isVibeError(error, 'cancelled')) say(`Not signed in. ${failureOf(error).says}`);
    }
  }

  return (
    <section className="invitation" aria-labelledby="invitation">
      <h1 id="invitation">
        Short posts, <em>warmly kept</em>.
      </h1>
      <p>Write for everyone, for one person, or only for yourself. What you write stays yours.</p>
      <button type="button" className="button" onClick={signIn}>
        Sign in to write
      </button>
    </section>
  );
}
