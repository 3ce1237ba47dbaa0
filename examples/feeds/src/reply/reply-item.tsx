import { Avatar } from '../people/avatar.tsx';
import { PersonName } from '../people/person-name.tsx';
import { usePerson } from '../people/use-person.ts';
import type { Reply } from '../post/post.model.ts';
import { PostText } from '../post/post-text.tsx';
import { PostedAt } from '../post/posted-at.tsx';
import { failureOf } from '../ui/failure.ts';
import { BinIcon } from '../ui/icons.tsx';
import { useNotice } from '../ui/notices.tsx';
import { replies } from '../vibe.ts';

/** One reply. Its writer can take it back, whoever's post it is under. */
export function ReplyItem({ reply, mine }: { reply: Reply; mine: boolean }) {
  const person = usePerson(reply.owner);
  const say = useNotice();

  async function remove(): Promise<void> {
    try {
      await replies.remove(reply);
      say('Reply deleted.');
    } catch (error) {
      say(`Not deleted. ${failureOf(error).says}`);
    }
  }

  return (
    <li className="reply">
      <Avatar did={reply.owner} profile={person.at === 'known' ? person.profile : undefined} />
      <div className="reply-body">
        <p className="reply-by">
          <PersonName did={reply.owner} />
          <span className="post-when">
            <PostedAt at={reply.createdAt} editedAt={reply.updatedAt} />
          </span>
        </p>
        <PostText text={reply.body.text} />
      </div>
      {mine && (
        <button type="button" className="icon-button" aria-label="Delete reply" onClick={remove}>
          <BinIcon />
        </button>
      )}
    </li>
  );
}
