import {
  type Certificate,
  type CertificatePage,
  type CertificateTemplate,
  certificateTemplateInput,
  issueCertificateInput,
  listCertificatesInput,
  removeTemplateInput,
  renewCertificateInput,
  revokeCertificateInput,
} from '@vibe/shared';
import { forAnyone } from '../../trpc/init.ts';
import { plain } from '../../trpc/transformer.ts';
import { personOf } from './asker.ts';
import { mayIssue, maySeeHeld, maySeeIssued } from './certificates.policy.ts';
import { issueCertificate, listBy, renewCertificate, revokeCertificate } from './certificates.ts';
import { listTemplates, removeTemplate, setTemplate } from './templates.ts';

// What an issuer claims is JSON of any names, as documents are, and stands in the subject's list: superjson refuses some of them.
// For apps with the scopes, and for the person on Vibe's own pages; the policy says which. The issuer is always who asks.
export const certificatesProcedures = {
  issue: forAnyone
    .input(issueCertificateInput)
    .mutation(async ({ ctx, input }): Promise<Certificate> => plain(await issueCertificate(ctx, personOf(ctx, mayIssue), input))),
  renew: forAnyone
    .input(renewCertificateInput)
    .mutation(async ({ ctx, input }): Promise<Certificate> => plain(await renewCertificate(ctx, personOf(ctx, mayIssue), input))),
  revoke: forAnyone
    .input(revokeCertificateInput)
    .mutation(async ({ ctx, input }): Promise<Certificate> => plain(await revokeCertificate(ctx, personOf(ctx, mayIssue), input))),
  held: forAnyone
    .input(listCertificatesInput)
    .query(async ({ ctx, input }): Promise<CertificatePage> => plain(await listBy(ctx, 'subject_did', personOf(ctx, maySeeHeld), input))),
  issued: forAnyone
    .input(listCertificatesInput)
    .query(async ({ ctx, input }): Promise<CertificatePage> => plain(await listBy(ctx, 'issuer_did', personOf(ctx, maySeeIssued), input))),
  templates: forAnyone.query(
    async ({ ctx }): Promise<CertificateTemplate[]> => plain(await listTemplates(ctx, personOf(ctx, maySeeIssued))),
  ),
  setTemplate: forAnyone
    .input(certificateTemplateInput)
    .mutation(async ({ ctx, input }): Promise<CertificateTemplate> => plain(await setTemplate(ctx, personOf(ctx, mayIssue), input))),
  removeTemplate: forAnyone.input(removeTemplateInput).mutation(async ({ ctx, input }): Promise<{ removed: true }> => {
    await removeTemplate(ctx, personOf(ctx, mayIssue), input.type);
    return { removed: true };
  }),
};
