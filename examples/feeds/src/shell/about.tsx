import { GlobeIcon, LockIcon, PersonIcon } from '../ui/icons.tsx';

/** What a person may want to know about the place, beside the posts or below them. */
export function About() {
  return (
    <aside className="about" aria-label="About Feeds">
      <h2>Who reads what</h2>
      <ul>
        <li>
          <GlobeIcon />
          <span>
            <strong>Everyone</strong> Anyone on the web, signed in or not.
          </span>
        </li>
        <li>
          <LockIcon />
          <span>
            <strong>Only me</strong> A note to yourself.
          </span>
        </li>
        <li>
          <PersonIcon />
          <span>
            <strong>A person</strong> You, and the one whose handle you name.
          </span>
        </li>
      </ul>
      <p className="fine">Your posts are kept in your own Vibe account. Feeds reaches them only for as long as you allow it.</p>
      <p className="fine keys">
        <kbd>Ctrl</kbd> <kbd>Enter</kbd> posts, <kbd>Page ↓</kbd> goes from post to post.
      </p>
    </aside>
  );
}
