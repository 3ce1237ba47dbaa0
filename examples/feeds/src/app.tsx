import { Home } from './home.tsx';
import { About } from './shell/about.tsx';
import { Header } from './shell/header.tsx';
import { Notices } from './ui/notices.tsx';

export function App() {
  return (
    <Notices>
      <Header />
      {/* Its id is the address of the first timeline: the brand, a link there, also leads to the top. */}
      <div className="page" id="everyone">
        <Home />
        <About />
      </div>
    </Notices>
  );
}
