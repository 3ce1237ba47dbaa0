import { attacks, type Defence, frame, hostile, hostileHost, testIn } from './defence.ts';

const policy = 'widget/src/frame/one-tap.policy.ts';
const visibility = 'widget/src/frame/visibility.ts';

/** What stands between an app's page and the person in front of it. */
export const pageDefences: readonly Defence[] = [
  {
    attack: 'frame busting and clickjacking',
    without: 'any page may be framed by anybody',
    edits: [
      { file: 'server/src/http/security-headers.ts', old: "frameAncestors.join(' ') : \"'none'\"", new: "frameAncestors.join(' ') : '*'" },
    ],
    test: attacks('clickjacking: no page that decides anything can be framed'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'the browser is not asked whether the consent is seen',
    edits: [
      {
        file: visibility,
        old: 'tell(entry.isVisible === true && entry.intersectionRatio >= 0.99)',
        new: 'tell(entry.intersectionRatio >= 0.99)',
      },
    ],
    test: hostileHost('an opaque layer'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'a mouse may be where the consent comes',
    edits: [
      { file: policy, old: '(inFrameSince === undefined || downAt - inFrameSince >= quietMilliseconds)', new: 'inFrameSince !== 0' },
      { file: policy, old: '(onButtonSince === undefined || downAt - onButtonSince >= onButtonMilliseconds)', new: 'onButtonSince !== 0' },
    ],
    test: hostileHost('it comes under a resting mouse'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'what is new may be tapped at once',
    edits: [
      { file: policy, old: '  downAt - changedAt >= quietMilliseconds &&\n', new: '' },
      { file: policy, old: '  downAt - visibleSince >= quietMilliseconds &&\n', new: '' },
    ],
    test: hostileHost('it is laid out anew under a finger'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'a key that is held counts',
    edits: [{ file: policy, old: '  !isRepeat &&\n', new: '' }],
    test: hostileHost('Enter is down when it gets the focus'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'many frames ask at once',
    edits: [{ file: 'widget/src/frame/stage.ts', old: '.catch(lost)', new: '.catch(() => undefined)' }],
    test: hostileHost('of many frames one is tapped that asked before'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'a window that has just come to the front takes the second of two clicks',
    edits: [{ file: 'widget/src/pages/consent/consent-page.ts', old: '    if (allow && hasJustComeToFront()) return;\n', new: '' }],
    test: hostile('a consent that comes to the front between two clicks is not allowed by the second'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'the server takes an approval of what was not shown',
    edits: [
      {
        file: 'server/src/rooms/oauth/frame.ts',
        old: "    await useDisplayToken(services, input.display ?? '', displayed(session, app, input.origin, asked, missing));\n",
        new: '',
      },
    ],
    test: frame('approval needs what was shown: a display token that is there, old enough, unused, and for the same thing'),
  },
  {
    attack: 'frame busting and clickjacking',
    without: 'the frame asks for strangers',
    edits: [{ file: 'server/src/rooms/oauth/one-tap.policy.ts', old: ' && (vouched || known)', new: ' && (vouched || known || true)' }],
    test: frame('a stranger’s app is met on a page, not in the frame; once it is known, the frame asks for more'),
  },
  {
    attack: 'forged and replayed messages',
    without: 'the window that was opened is not told from others',
    edits: [
      {
        file: 'client/src/session/strategies/popup.ts',
        old: 'if (source !== child || origin !== server || data?.v !== VIBE_AUTH) return;',
        new: 'if (!source || !origin || data?.v !== VIBE_AUTH) return;',
      },
    ],
    test: hostile('forged answers of the popup are not taken: wrong window, wrong origin, wrong state, wrong issuer'),
  },
  {
    attack: 'forged and replayed messages',
    without: 'a second greeting is answered',
    edits: [{ file: 'widget/src/port/frame-end.ts', old: "    removeEventListener('message', onInit);\n", new: '' }],
    test: hostile('a second greeting, from the page itself, is too late'),
  },
  {
    attack: 'forged and replayed messages',
    without: 'a flow ends more than once',
    edits: [{ file: 'widget/src/frame/keep.ts', old: '      await transaction.store.delete([clientId, state]);\n', new: '' }],
    test: hostile('the state of a flow is good once'),
  },
  {
    attack: 'ports from a wrong origin',
    without: 'the frame answers whoever embeds it',
    edits: [{ file: 'widget/src/port/frame-end.ts', old: 'if (!origins.includes(event.origin)) {', new: 'if (origins.length === 0) {' }],
    test: hostile('an unregistered origin is refused by the frame itself, when no policy of the browser stands before it'),
  },
  {
    attack: 'ports from a wrong origin',
    without: 'the frame answers any window of that origin',
    edits: [
      { file: 'widget/src/port/frame-end.ts', old: 'if (event.source !== parent || parent === window ||', new: 'if (parent === window ||' },
    ],
    test: hostile('a window of a registered origin that is not the parent is not answered'),
  },
  {
    attack: 'XSS through names',
    without: 'a page of ours runs any script',
    edits: [{ file: 'server/src/http/security-headers.ts', old: '"script-src \'self\'"', new: "\"script-src 'self' 'unsafe-inline' *\"" }],
    test: testIn('tests/server/pages.pg.test.ts')('%s may run and call nothing but this server, and says nothing of where one came from'),
  },
];
