import { textParts } from './links.ts';

/** The words of a post, line breaks kept, addresses as links. Never markup: React writes them as text. */
export function PostText({ text }: { text: string }) {
  return (
    <p className="post-text" dir="auto">
      {textParts(text).map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {part.text.replace(/^https?:\/\//, '')}
          </a>
        ),
      )}
    </p>
  );
}
