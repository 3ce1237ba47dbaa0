const lengths = [92, 64, 78];

/** Stands where posts will be. It shows itself only when loading takes long enough to be noticed. */
export function TimelineSkeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading posts">
      {lengths.map((length) => (
        <div className="card post" key={length} aria-hidden="true">
          <span className="avatar bone" />
          <div className="post-body">
            <span className="bone line" style={{ inlineSize: '34%' }} />
            <span className="bone line" style={{ inlineSize: `${length}%` }} />
            <span className="bone line" style={{ inlineSize: `${length - 30}%` }} />
          </div>
        </div>
      ))}
    </div>
  );
}
