import { maxTextLength } from '../post/post.model.ts';

/** From here on a screen reader hears how much room is left, and everybody sees it in figures. */
const nearEnd = 50;

/** How full the post is: a ring, and figures when it matters. */
export function Counter({ length }: { length: number }) {
  const left = maxTextLength - length;
  const state = left < 0 ? 'over' : left <= nearEnd ? 'near' : 'roomy';
  return (
    <span className={`counter ${state}`}>
      <span aria-hidden="true" className="counter-figures">
        {state === 'roomy' ? '' : left}
      </span>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <circle cx="10" cy="10" r="8" pathLength={maxTextLength} className="counter-track" />
        <circle
          cx="10"
          cy="10"
          r="8"
          pathLength={maxTextLength}
          strokeDasharray={`${Math.min(length, maxTextLength)} ${maxTextLength}`}
          className="counter-fill"
        />
      </svg>
      <span className="visually-hidden" role="status">
        {state === 'near' && left % 10 === 0 && `${left} characters left`}
        {state === 'over' && `${-left} characters too many`}
      </span>
    </span>
  );
}
