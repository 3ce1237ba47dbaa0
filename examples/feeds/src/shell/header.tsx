import { server } from '../vibe.ts';
import { Brand } from './brand.tsx';

export function Header() {
  return (
    <header className="top">
      <div className="top-inner">
        <Brand />
        <vibe-login app="feeds" server={server} />
      </div>
    </header>
  );
}
