import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

/** `quietly`: to a screen reader alone, for what everyone else sees happen. */
type How = 'aloud' | 'quietly';
type Say = (says: string, how?: How) => void;

interface Notice {
  readonly id: number;
  readonly says: string;
  readonly how: How;
}

const NoticeContext = createContext<Say>(() => {});

/** Says one sentence at the bottom of the window, and to a screen reader. */
export const useNotice = (): Say => useContext(NoticeContext);

const shownForMilliseconds = 6_000;

export function Notices({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice>();
  const say: Say = useCallback((says, how = 'aloud') => setNotice((before) => ({ id: (before?.id ?? 0) + 1, says, how })), []);

  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => setNotice((now) => (now === notice ? undefined : now)), shownForMilliseconds);
    return () => clearTimeout(timer);
  }, [notice]);

  return (
    <NoticeContext value={say}>
      {children}
      <div className="notices" role="status">
        {notice && (
          <p className={notice.how === 'aloud' ? 'notice' : 'visually-hidden'} key={notice.id}>
            {notice.says}
          </p>
        )}
      </div>
    </NoticeContext>
  );
}
