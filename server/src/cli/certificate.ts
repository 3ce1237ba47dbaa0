import {
  type Certificate,
  certificateTemplateInput,
  type Did,
  isDid,
  issueCertificateInput,
  listCertificatesInput,
  renewCertificateInput,
  revokeCertificateInput,
  VibeError,
} from '@vibe/shared';
import { Command } from 'commander';
import type { z } from 'zod';
import type { Services } from '../platform/context.ts';
import { findApp } from '../rooms/apps/index.ts';
import { issueCertificate, listBy, renewCertificate, revokeCertificate, setTemplate } from '../rooms/certificates/index.ts';
import { findAccountByHandle } from '../rooms/identity/index.ts';
import { print, table } from './output.ts';
import { withServices } from './run.ts';

interface Shared {
  readonly as: string;
  readonly json?: boolean;
}

/** Speaks for any app or account of this server: only whoever holds its keys can do that. */
export function certificateCommand(): Command {
  const certificate = new Command('certificate').description('what apps and people of this server certify of others');
  const verb = (name: string, does: string) =>
    certificate
      .command(name)
      .description(does)
      .requiredOption('--as <app or handle>', 'whose word it is: an app id or a handle; app:<id> or user:<handle> when it is both')
      .option('--json', 'print JSON');

  verb('issue', 'certify that somebody is something')
    .argument('<subject>', 'a handle, or a DID')
    .requiredOption('--type <type>', 'what they are: Member')
    .option('--claims <json>', 'what else is said of them', '{}')
    .option('--expires <time>', 'when it ends: 2027-01-31T12:00:00Z; left out: never')
    .action(async (subject: string, options: Shared & { type: string; claims: string; expires?: string }) => {
      const issued = await withServices(async (services) => {
        const said = { subject: await subjectOf(services, subject), type: options.type, claims: parsedJson(options.claims, '--claims') };
        const input = checked(issueCertificateInput, { ...said, ...(options.expires !== undefined && { expiresAt: options.expires }) });
        return issueCertificate(services, await speakerOf(services, options.as), input);
      });
      print(options.json, issued, [`Issued ${issued.id}`, ...facts(issued)]);
    });

  verb('list', 'the newest certificates that they issued')
    .option('--held', 'those that they hold instead')
    .option('--type <type>', 'only of this type')
    .option('--state <state>', 'only active, expired or revoked ones')
    .option('--limit <number>', '1 to 100', '100')
    .option('--cursor <cursor>', 'from the end of the page before')
    .action(async (options: Shared & { held?: boolean; type?: string; state?: string; limit: string; cursor?: string }) => {
      const { type, state, cursor } = options;
      const asked = { ...(type !== undefined && { type }), ...(state !== undefined && { state }), ...(cursor !== undefined && { cursor }) };
      const input = checked(listCertificatesInput, { ...asked, limit: Number(options.limit) });
      const page = await withServices(async (services) =>
        listBy(services, options.held ? 'subject_did' : 'issuer_did', await speakerOf(services, options.as), input),
      );
      const rows = page.certificates.map((each) => [
        each.id,
        each.type,
        each.state,
        each.expiresAt ?? '',
        options.held ? each.issuer : each.subject,
      ]);
      const lines = table([['ID', 'TYPE', 'STATE', 'EXPIRES', options.held ? 'ISSUER' : 'SUBJECT'], ...rows]);
      print(options.json, page, [...lines, ...(page.cursor === undefined ? [] : [`More with --cursor ${page.cursor}`])]);
    });

  verb('revoke', 'from now on it counts for nothing')
    .argument('<id>')
    .option('--because <reason>', 'said to whoever holds it')
    .action(async (id: string, options: Shared & { because?: string }) => {
      const input = checked(revokeCertificateInput, { id, ...(options.because !== undefined && { because: options.because }) });
      const revoked = await withServices(async (services) => revokeCertificate(services, await speakerOf(services, options.as), input));
      print(options.json, revoked, [`Revoked ${revoked.id}`, ...facts(revoked)]);
    });

  verb('renew', 'give it a later end, or none')
    .argument('<id>')
    .option('--expires <time>', 'the new end; left out: none')
    .action(async (id: string, options: Shared & { expires?: string }) => {
      const input = checked(renewCertificateInput, { id, ...(options.expires !== undefined && { expiresAt: options.expires }) });
      const renewed = await withServices(async (services) => renewCertificate(services, await speakerOf(services, options.as), input));
      print(options.json, renewed, [`Renewed ${renewed.id}`, ...facts(renewed)]);
    });

  verb('template', 'say what certificates of a type must say')
    .requiredOption('--type <type>', 'Member')
    .requiredOption('--title <title>', 'what people read')
    .requiredOption('--fields <json>', 'a JSON Schema of the claims')
    .action(async (options: Shared & { type: string; title: string; fields: string }) => {
      const { type, title } = options;
      const input = checked(certificateTemplateInput, { type, title, fields: parsedJson(options.fields, '--fields') });
      const made = await withServices(async (services) => setTemplate(services, await speakerOf(services, options.as), input));
      print(options.json, made, [`Certificates ${made.type} of ${made.issuer} are called “${made.title}”`]);
    });

  return certificate;
}

const facts = ({ type, subject, issuer, state, expiresAt }: Certificate): string[] => [
  `  type     ${type}`,
  `  subject  ${subject}`,
  `  issuer   ${issuer}`,
  `  state    ${state}${expiresAt === undefined ? '' : `, until ${expiresAt}`}`,
];

/** @throws {VibeError} not_found; bad_request when there is an app and an account of that name */
async function speakerOf(services: Services, name: string): Promise<Did> {
  const [kind, rest] = name.startsWith('app:') || name.startsWith('user:') ? (name.split(':') as [string, string]) : [undefined, name];
  const app = kind === 'user' ? undefined : await findApp(services, rest);
  const account = kind === 'app' ? undefined : await findAccountByHandle(services, rest);
  if (app && account) throw new VibeError('bad_request', `${rest} is an app and an account`, { hint: `Say app:${rest} or user:${rest}.` });
  const did = app?.did ?? account?.did;
  if (did === undefined)
    throw new VibeError('not_found', `There is no app and no account ${rest}`, { hint: 'vibe app list, vibe user list' });
  return did as Did;
}

async function subjectOf(services: Services, name: string): Promise<Did> {
  if (isDid(name)) return name;
  const account = await findAccountByHandle(services, name);
  if (!account) throw new VibeError('not_found', `There is no account ${name}`, { hint: 'A handle of this server, or any DID.' });
  return account.did as Did;
}

function parsedJson(text: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new VibeError('bad_request', `${option} is not JSON`);
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new VibeError('bad_request', 'That cannot be done', {
    issues: result.error.issues.map(({ path, message }) => ({ path: `/${path.join('/')}`, message })),
  });
}
