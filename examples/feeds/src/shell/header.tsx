import { server } from '../vibe.ts';
import { Brand } from './brand.tsx';

export function Header() {
  return (
    <header className="top">
      <div className="top-inner">
        <Brand />
        <div className="sign-in">
          <vibe-login app="feeds" server={server} />
        </div>
      </div>
    </header>
  );
}
