import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

interface Notice {
  readonly id: number;
  readonly says: string;
}

const NoticeContext = createContext<(says: string) => void>(() => {});

/** Says one sentence at the bottom of the window, and to a screen reader. */
export const useNotice = (): ((says: string) => void) => useContext(NoticeContext);

const shownForMilliseconds = 6_000;

export function Notices({ children }: { children: ReactNode }) {
  const [notice, setNotice] = useState<Notice>();
  const say = useCallback((says: string) => setNotice((before) => ({ id: (before?.id ?? 0) + 1, says })), []);

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
          <p className="notice" key={notice.id}>
            {notice.says}
          </p>
        )}
      </div>
    </NoticeContext>
  );
}
