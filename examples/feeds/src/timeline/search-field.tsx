import { useEffect, useState } from 'react';
import { SearchIcon } from '../ui/icons.tsx';

const pauseMilliseconds = 250;

/** Words to look for in the timeline below; told when typing has paused. */
export function SearchField({ onSearch }: { onSearch: (words: string) => void }) {
  const [typed, setTyped] = useState('');

  useEffect(() => {
    const timer = setTimeout(() => onSearch(typed.trim().replaceAll('*', '')), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [typed, onSearch]);

  return (
    <search className="search">
      <SearchIcon />
      <input
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="Search"
        aria-label="Search these posts"
        autoComplete="off"
        maxLength={100}
      />
    </search>
  );
}
