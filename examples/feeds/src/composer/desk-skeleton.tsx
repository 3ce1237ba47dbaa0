/** Keeps the room of composer and tabs while the sign-in is being restored, so that the posts below do not move. */
export function DeskSkeleton() {
  return (
    <>
      <div className="composer card" aria-hidden="true">
        <div className="composer-top">
          <span className="avatar bone" />
        </div>
      </div>
      <div className="tabs" aria-hidden="true" />
    </>
  );
}
