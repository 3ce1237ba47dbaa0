/**
 * What breach lists begin with, as words: decoration (capitals, digits at either end, leet spelling) is taken off before comparing, so one word
 * here stands for hundreds of passwords. NIST SP 800-63B §3.1.1.2 asks for such a list and for no composition rules.
 */
const commonWords: ReadonlySet<string> = new Set(
  `abc abcd abcde abcdef access admin administrator alexander amanda america andrew android angel angels anthony apple arsenal ashley asdf asdfgh
  asdfghjkl austin azerty azertyuiop babygirl bailey baseball basketball batman bestfriend beautiful blessed blink buster butterfly changeme charlie
  cheese chelsea chicken chocolate christmas computer cookie corvette daniel default diamond dragon elephant everton family flower football forever
  freedom friend friends fuckyou gabriel gandalf george ginger google guitar hannah happiness harley hello helloworld hockey hunter iloveme iloveyou
  iloveyousomuch internet jackson jasmine jennifer jessica jordan joshua justin killer krishna ladybug letmein letmeinnow liverpool login london
  loveme lovely loveyou maggie manchester manchesterunited master matthew metallica michael michelle minecraft monkey morgan mother mustang naruto
  nicholas nicole nintendo nothing onelove orange pass passport password passwordpassword passw passphrase patrick peanut pepper phoenix pokemon
  princess purple qazwsx qazwsxedc qwer qwert qwerty qwertyqwerty qwertyu qwertyui qwertyuio qwertyuiop qwertyuiopasdfghjkl rainbow ranger richard
  robert samantha samsung secret secretpassword security server shadow slipknot snoopy snowball soccer spiderman starwars summer sunshine superman
  superstar sweetheart sweety taylor temp temporary test tester testing testtest thomas thunder tigger trustno trustnoone unknown user username victoria
  welcome welcomehome whatever william william winter yankees yourpassword zaq zaqwsx zxcvbn zxcvbnm`.split(/\s+/),
);

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const walks = [...rows, ...rows.map((row) => [...row].reverse().join(''))];

const leet: Readonly<Record<string, string>> = { '@': 'a', '4': 'a', '3': 'e', '1': 'i', '!': 'i', '0': 'o', $: 's', '5': 's', '7': 't' };

/** Whose password it is to be: what everybody can see of them, or find out. */
export interface PasswordOwner {
  readonly handle: string;
  readonly name: string;
  readonly addresses?: readonly string[];
}

/**
 * Why a password would be among the first that anyone tries, as a hint for its owner; undefined when it would not.
 * Its length is the input schema's business.
 * @param known passwords that were stolen elsewhere, in small letters
 */
export function passwordWeakness(password: string, person: PasswordOwner, known: ReadonlySet<string>): string | undefined {
  const lower = password.normalize('NFKC').toLowerCase();
  if (new Set(lower).size < 5) return 'It repeats very few characters. Use several unrelated words.';
  const unit = repeatedUnit(lower);
  if (walks.some((walk) => walk.includes(unit))) return 'It follows the keyboard, the alphabet or the digits. Use several unrelated words.';
  if (spellings(unit).some((word) => commonWords.has(word)))
    return 'It is a common password with some decoration. Use several unrelated words.';
  if (saysWho(lower, person)) return 'It is little more than your name, handle or address, which others know.';
  if (known.has(lower) || spellings(unit).some((word) => isMost(word, lower) && known.has(word)))
    return 'It was stolen elsewhere, and is among the first that anybody tries. Use several unrelated words.';
  return undefined;
}

/** A few letters among many others say nothing. */
const isMost = (word: string, text: string): boolean => word.length >= 4 && word.length * 2 >= text.length;

/** `abcabcabc` → `abc` */
function repeatedUnit(text: string): string {
  for (let length = 1; length <= text.length / 2; length++) {
    const unit = text.slice(0, length);
    if (unit.repeat(Math.ceil(text.length / length)).slice(0, text.length) === text) return unit;
  }
  return text;
}

/** The word inside, with digits and signs at its ends taken as decoration, and with leet spelling read as letters. */
function spellings(text: string): string[] {
  const bare = text.replace(/[^a-z]/g, '');
  const trimmed = text.replace(/^[^a-z@$]+|[^a-z@$]+$/g, '');
  const read = (each: string) =>
    [...each]
      .map((letter) => leet[letter] ?? letter)
      .join('')
      .replace(/[^a-z]/g, '');
  return [bare, read(trimmed), read(text)].flatMap((word) => [word, repeatedUnit(word)]);
}

/** Without the handle and the parts of the name, is less left than a password may be short? */
function saysWho(lower: string, { handle, name, addresses = [] }: PasswordOwner): boolean {
  const mail = addresses.flatMap((address) => [address.toLowerCase(), ...address.toLowerCase().split(/[@.+_-]/)]);
  const parts = [handle, ...handle.split('-'), ...name.toLowerCase().split(/\s+/), ...mail]
    .filter((part) => part.length >= 3)
    .sort((a, b) => b.length - a.length);
  const rest = parts.reduce((text, part) => text.replaceAll(part, ''), lower);
  return rest.length < lower.length && rest.replace(/[^\p{L}]/gu, '').length < 4 && rest.length < 8;
}
