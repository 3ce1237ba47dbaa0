import { type Did, limits } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { listBy, revokeCertificate } from './certificates.ts';
import { deleteCertificatesOf } from './forget.store.ts';

/** Of somebody who is gone: what they had certified counts no more, which everybody whom it was about learns; then it is deleted, and what was certified of them. */
export async function forgetCertificates(services: Services, did: Did): Promise<void> {
  for (;;) {
    const { certificates } = await listBy(services, 'issuer_did', did, { state: 'active', limit: limits.listPage });
    if (certificates.length === 0) break;
    for (const { id } of certificates) await revokeCertificate(services, did, { id });
  }
  await deleteCertificatesOf(services.database.system, did);
}
