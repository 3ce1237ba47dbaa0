import { type JsonSchema, VibeError, type VibeErrorIssue } from '@vibe/shared';
import { Ajv2020, type ErrorObject, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { formats } from './schema-formats.ts';
import { linearPattern, withCheckableText } from './schema-patterns.ts';
import { checkSchema } from './schema-rules.ts';
import { metered, spend, TooMuchWork, WORK, WORK_PER_EXPLANATION, WORK_PER_VALIDATION, withinAllowance } from './schema-work.ts';

export type Validate = (body: unknown) => VibeErrorIssue[];

const options: Options = {
  strictSchema: true,
  strictNumbers: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  ownProperties: true,
  messages: true,
  logger: false,
  formats,
  // Schemas are strangers': V8's own engine takes exponential time on some patterns.
  code: { regExp: linearPattern },
};
const engine = (allErrors: boolean): Ajv2020 => {
  const ajv = new Ajv2020({ ...options, allErrors });
  ajv.addKeyword({ keyword: WORK, schemaType: 'number', errors: false, validate: spend, before: '$ref' });
  return ajv;
};
const first = engine(false);
const every = engine(true);

/**
 * @param where JSON Pointer of the schema, for the message
 * @throws {VibeError} bad_request, too_large: what cannot be enforced here is refused when it is pushed, not ignored.
 */
export function compileSchema(schema: JsonSchema, where: string): Validate {
  checkSchema(schema, where);
  const source = metered(withCheckableText(schema, where));
  const valid = compile(first, source, where);
  let detailed: ValidateFunction | undefined;
  return (body) => {
    try {
      if (withinAllowance(WORK_PER_VALIDATION, () => valid(body))) return [];
      // Only a body that is wrong pays for the list of all that is wrong with it.
      detailed ??= compile(every, source, where);
      return toIssues(all(detailed, body) ?? valid.errors ?? []);
    } catch (error) {
      if (error instanceof TooMuchWork) return [{ path: '', message: 'takes too much work to check against its schema' }];
      throw error;
    }
  };
}

function all(detailed: ValidateFunction, body: unknown): readonly ErrorObject[] | undefined {
  try {
    withinAllowance(WORK_PER_EXPLANATION, () => detailed(body));
    return detailed.errors ?? undefined;
  } catch (error) {
    if (error instanceof TooMuchWork) return undefined;
    throw error;
  }
}

function compile(ajv: Ajv2020, schema: JsonSchema, where: string): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new VibeError('bad_request', `${where}: ${message}`, { issues: [{ path: where, message }], cause });
  } finally {
    // Ajv keeps every schema it has seen by identity; the function lives on without that.
    ajv.removeSchema(schema);
  }
}

function toIssues(errors: readonly ErrorObject[]): VibeErrorIssue[] {
  return errors.slice(0, 20).map((error) => ({ path: error.instancePath + inside(error), message: error.message ?? 'is not valid' }));
}

/** The member that is missing or too much, which ajv names beside the path of the object around it. */
function inside({ params }: ErrorObject): string {
  const name: unknown = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  return typeof name === 'string' ? `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : '';
}
