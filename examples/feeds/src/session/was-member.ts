/**
 * Whether someone was signed in here the last time: only so that the page reserves the right room while it finds out. Storage may be refused
 * by the browser; then the page starts as for a visitor.
 */
const key = 'feeds.member';

export function wasMember(): boolean {
  try {
    return localStorage.getItem(key) === 'yes';
  } catch {
    return false;
  }
}

export function rememberMember(member: boolean): void {
  try {
    if (member) localStorage.setItem(key, 'yes');
    else localStorage.removeItem(key);
  } catch {
    // Nothing depends on it.
  }
}
