import type { ReactNode } from 'react';

/** Decoration beside words: hidden from assistive technology, drawn in the colour of the text. */
const icon = (paths: ReactNode) => () => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {paths}
  </svg>
);

export const GlobeIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M3.5 12h17M12 3.5c2.6 2.4 3.8 5.2 3.8 8.500s-1.2 6.1-3.8 8.500c-2.6-2.4-3.8-5.2-3.8-8.500S9.4 5.9 12 3.500z" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="5" y="10.5" width="14" height="9.5" rx="2.5" />
    <path d="M8 10.500V8a4 4 0 0 1 8 0v2.5" />
  </>,
);
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8.5" r="3.8" />
    <path d="M4.8 20c.8-3.8 3.6-5.8 7.2-5.800s6.4 2 7.2 5.8" />
  </>,
);
export const BinIcon = icon(<path d="M4.5 7h15M9.5 7V4.500h5V7M6.5 7l.9 12.500h9.200L17.5 7M10.3 10.800v5.200M13.7 10.800v5.2" />);
export const PenIcon = icon(<path d="M4.5 19.5l.8-4L15.8 5l3.2 3.2L8.5 18.7zM13.3 7.5l3.2 3.2" />);
export const ReplyIcon = icon(<path d="M4.500 6.500h15v10h-8l-4 3.500v-3.500h-3z" />);
export const SearchIcon = icon(
  <>
    <circle cx="10.5" cy="10.5" r="6" />
    <path d="M15 15l5 5" />
  </>,
);
export const UpIcon = icon(<path d="M12 19V5.500M6 11.500l6-6 6 6" />);
export const CloudOffIcon = icon(<path d="M4 4l16 16M8 8.300A5 5 0 0 0 7 18h9.500M10.8 6.200A5 5 0 0 1 17 10.500a3.8 3.8 0 0 1 2.6 6.3" />);
