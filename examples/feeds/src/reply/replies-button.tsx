import { ReplyIcon } from '../ui/icons.tsx';

interface Props {
  readonly count: number;
  readonly open: boolean;
  readonly controls: string;
  readonly onToggle: () => void;
}

/** Shows and hides what was replied. */
export function RepliesButton({ count, open, controls, onToggle }: Props) {
  const says = count === 0 ? 'Reply' : count === 1 ? '1 reply' : `${count} replies`;
  return (
    <button type="button" className="replies-button" aria-expanded={open} aria-controls={open ? controls : undefined} onClick={onToggle}>
      <ReplyIcon /> {says}
    </button>
  );
}
