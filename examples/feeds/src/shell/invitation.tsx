/** What a visitor sees above the public posts. */
export function Invitation({ onSignIn }: { onSignIn: () => void }) {
  return (
    <section className="invitation" aria-labelledby="invitation">
      <h1 id="invitation">
        Short posts, <em>warmly kept</em>.
      </h1>
      <p>Write for everyone, for one person, or only for yourself. What you write stays yours.</p>
      <button type="button" className="button" onClick={onSignIn}>
        Sign in to write
      </button>
    </section>
  );
}
