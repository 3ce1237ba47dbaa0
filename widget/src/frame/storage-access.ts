import { FrameError } from './frame-error.ts';

/**
 * The browser's cookies for this frame, if it gives them without asking anybody: where it has been allowed before, or after a sign-in by FedCM.
 * @throws {FrameError} `no_access`
 * @see https://privacycg.github.io/storage-access/
 */
export async function getStorageAccess(): Promise<void> {
  try {
    if (await document.hasStorageAccess()) return;
    const { state } = await navigator.permissions.query({ name: 'storage-access' as PermissionName });
    // Asked without a tap in this very frame a browser would refuse, and say so in the page's console.
    if (state !== 'granted') throw new Error(`The permission is "${state}".`);
    await document.requestStorageAccess();
  } catch (error) {
    throw new FrameError('no_access', error instanceof Error ? error.message : 'The browser refused.');
  }
}
