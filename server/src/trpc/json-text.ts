import { plain } from './transformer.ts';

/** An answer that is JSON already, as Postgres wrote it. `http/calls` sends it as it is; whoever else writes it out parses it, once. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** What a procedure says that it answers, as the text of it. To callers inside the process it is a JsonText. */
export const jsonText = <Answer>(text: string): Answer => plain(new JsonText(text)) as unknown as Answer;
