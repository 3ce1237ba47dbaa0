import { isIPv4, isIPv6 } from 'node:net';
import { int64Of } from '@vibe/shared';
import type { Format } from 'ajv';
import { fastFormats, fullFormats } from 'ajv-formats/dist/formats.js';

const short = (longest: number, pattern: RegExp) => (value: string) => value.length <= longest && pattern.test(value);

/** The formats that are checked, each in linear time; another one is refused when it is pushed. */
export const formats: Record<string, Format> = {
  'date-time': fullFormats['date-time'],
  date: fullFormats.date,
  time: fullFormats.time,
  duration: fullFormats.duration,
  uuid: fullFormats.uuid,
  email: short(320, fastFormats.email as RegExp),
  hostname: short(253, fullFormats.hostname as RegExp),
  ipv4: isIPv4,
  ipv6: isIPv6,
  uri: (value: string) => value.length <= 8_192 && URL.canParse(value),
  /** Text, since JSON's numbers lose what is above 2^53; queries take it for the number it is. */
  int64: (value: string) => int64Of(value) !== undefined,
};
