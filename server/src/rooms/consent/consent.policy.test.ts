import { expect, test } from 'vitest';
import { endOf, holding, isRenewalDue } from './consent.policy.ts';

const at = (day: string) => new Date(`${day}T00:00:00Z`);
const year = { consentDays: 365 };

test('a consent lasts as many days as the app asks for', () => {
  expect(endOf(year, at('2026-01-01'))).toEqual(at('2027-01-01'));
  expect(endOf({ consentDays: 1 }, at('2026-01-01'))).toEqual(at('2026-01-02'));
});

test('use renews it once a twelfth of its time has gone by, or when the app wants less time by now', () => {
  const term = { renewedAt: at('2026-01-01'), endsAt: at('2027-01-01') };
  expect(isRenewalDue(term, year, at('2026-01-31'), 1 / 12)).toBe(false);
  expect(isRenewalDue(term, year, at('2026-02-01'), 1 / 12)).toBe(true);
  expect(isRenewalDue(term, { consentDays: 30 }, at('2026-01-02'), 1 / 12)).toBe(true);
  const short = { renewedAt: at('2026-01-01'), endsAt: at('2026-01-31') };
  expect(isRenewalDue(short, { consentDays: 30 }, at('2026-01-02'), 1 / 12)).toBe(false);
});

test('what holds is what the app asks for today, and has not stopped asking for since', () => {
  const app = {
    manifest: { scopes: ['openid', 'profile', 'documents:read'] as const as never },
    scopesSince: { profile: at('2026-03-01') },
  };
  const granted = ['openid', 'profile', 'documents:write', 'gone:for:good'].map((scope) => ({ scope, grantedAt: at('2026-02-01') }));
  expect(holding(app, granted)).toEqual(['openid']);
  expect(holding(app, [{ scope: 'profile', grantedAt: at('2026-03-01') }])).toEqual(['profile']);
});
