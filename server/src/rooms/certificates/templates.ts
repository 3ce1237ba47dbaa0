import { type CertificateTemplate, type CertificateTemplateInput, type Did, limits, VibeError } from '@vibe/shared';
import type { Services } from '../../platform/context.ts';
import { compileSchema } from '../../platform/json-schema/schema-compile.ts';
import { countTemplates, deleteTemplate, findTemplate, listTemplateRows, saveTemplate, type TemplateRow } from './templates.store.ts';

/** An issuer's types: what they are called and what they say. */
export const listTemplates = async ({ database }: Services, issuer: Did): Promise<CertificateTemplate[]> =>
  (await listTemplateRows(database.system, issuer)).map(toTemplate);

/**
 * From now on certificates of this type must fit. Those that were issued stay as they were signed.
 * @throws {VibeError} bad_request when the schema cannot be enforced or there are too many templates; too_large
 */
export async function setTemplate(services: Services, issuer: Did, input: CertificateTemplateInput): Promise<CertificateTemplate> {
  const fields = JSON.stringify(input.fields);
  if (fields.length > limits.certificateTemplateBytes)
    throw new VibeError('too_large', `The fields of a template may have ${limits.certificateTemplateBytes} bytes as JSON, no more`);
  compileSchema(input.fields, '/fields');
  const db = services.database.system;
  const known = await findTemplate(db, issuer, input.type);
  if (!known && (await countTemplates(db, issuer)) >= limits.certificateTemplates)
    throw new VibeError('bad_request', `An issuer may have ${limits.certificateTemplates} templates, no more`);
  const { type, title } = input;
  const updatedAt = services.clock.now();
  await saveTemplate(db, { issuer_did: issuer, type, title, fields: input.fields, updated_at: updatedAt });
  return { issuer, type, title, fields: input.fields, updatedAt: updatedAt.toISOString() };
}

/** @throws {VibeError} not_found */
export async function removeTemplate({ database }: Services, issuer: Did, type: string): Promise<void> {
  if (!(await deleteTemplate(database.system, issuer, type))) throw new VibeError('not_found', `There is no template for ${type}`);
}

/** @throws {VibeError} schema_violation, too_large, bad_request */
export async function checkedClaims(
  services: Services,
  issuer: Did,
  type: string,
  claims: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (Buffer.byteLength(JSON.stringify(claims)) > limits.certificateClaimsBytes)
    throw new VibeError('too_large', `The claims of a certificate may have ${limits.certificateClaimsBytes} bytes as JSON, no more`);
  const template = await findTemplate(services.database.system, issuer, type);
  if (!template) return claims;
  const issues = compileSchema(template.fields as Record<string, unknown>, '/fields')(claims);
  const [first] = issues;
  if (!first) return claims;
  throw new VibeError('schema_violation', `The claims do not fit ${template.title}: ${first.path || '/'} ${first.message}`, { issues });
}

const toTemplate = (row: TemplateRow): CertificateTemplate => ({
  issuer: row.issuer_did as Did,
  type: row.type,
  title: row.title,
  fields: row.fields as Record<string, unknown>,
  updatedAt: row.updated_at.toISOString(),
});
