/** What the server knows of a question that the frame would put. */
export interface FrameQuestion {
  /** Is it sure that who asks from this origin is the app? */
  readonly assured: boolean;
  /** Something of it is for a page only: sensitive, or the person's choice. */
  readonly needsPage: boolean;
  /** The operator of this server pushed the app, and answers for what its pages do. */
  readonly vouched: boolean;
  /** The person allows the app something already: it knows who they are. */
  readonly known: boolean;
}

/**
 * May the frame ask, on the app's own page? What the browser vouches for there is less than it seems: under a mask, a rounded clip or a zoom a consent counts as
 * visible (docs/decisions/0027). So whoever is a stranger to both, the operator and the person, is met on a page of Vibe's or in the browser's own dialog.
 */
export const mayAskInFrame = ({ assured, needsPage, vouched, known }: FrameQuestion): boolean =>
  assured && !needsPage && (vouched || known);
