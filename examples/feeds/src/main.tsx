import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { Crash } from './ui/crash.tsx';
import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/composer.css';
import './style/post.css';
import './style/reply.css';
import './style/timeline.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Crash>
      <App />
    </Crash>
  </StrictMode>,
);
