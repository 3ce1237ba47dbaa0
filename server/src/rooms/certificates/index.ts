export { certificatesProcedures } from './certificates.procedures.ts';
export { issueCertificate, listBy, renewCertificate, revokeCertificate } from './certificates.ts';
export { forgetCertificates } from './forget.ts';
export { MEMBERSHIPS, type Memberships, membershipsOf, onMembershipChange } from './membership.ts';
export { STATUS_LIST_SECONDS, statusList } from './status.ts';
export { setTemplate } from './templates.ts';
