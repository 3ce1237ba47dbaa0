import { Home } from './home.tsx';
import { About } from './shell/about.tsx';
import { Header } from './shell/header.tsx';
import { Notices } from './ui/notices.tsx';

export function App() {
  return (
    <Notices>
      <Header />
      <div className="page">
        <Home />
        <About />
      </div>
    </Notices>
  );
}
