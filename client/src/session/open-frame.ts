import { FrameLink, type FramePush } from './frame-link.ts';
import { createPanel, type Panel } from './panel.ts';

/** Puts the frame into the page, as soon as that has a body, and greets it. */
export async function openFrame(
  target: { server: string; app: string },
  onPush: (push: FramePush) => void,
): Promise<{ panel: Panel; link: FrameLink }> {
  if (!document.body) await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  const panel = createPanel(target.server, target.app, () => {
    link.request({ type: 'cancel' }).catch(() => undefined);
  });
  const link = new FrameLink(panel.frame, target, onPush);
  return { panel, link };
}
