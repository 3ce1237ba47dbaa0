export function Brand() {
  return (
    <a className="brand" href="#everyone">
      <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
        <rect width="32" height="32" rx="9" className="brand-ground" />
        <circle cx="16" cy="12.5" r="5.5" className="brand-sun" />
        <path d="M7 20.5h18M7 25h11" className="brand-lines" />
      </svg>
      <span>Feeds</span>
    </a>
  );
}
