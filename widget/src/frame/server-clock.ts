/** The server's time against this device's, read from its Date header (RFC 9110 §6.6.1): a DPoP proof is dated by the one who checks it. */
export class ServerClock {
  /** Seconds to add to this device's time. */
  skew = 0;

  observe(response: Response): void {
    this.set(Date.parse(response.headers.get('date') ?? ''));
  }

  /** @param at the server's time now, milliseconds since 1970 */
  set(at: number): void {
    if (Number.isNaN(at)) return;
    const skew = Math.round((at - Date.now()) / 1000);
    // The header has whole seconds and was on its way: a few are nothing.
    this.skew = Math.abs(skew) > 5 ? skew : 0;
  }

  /** Seconds since 1970. */
  now(): number {
    return Math.floor(Date.now() / 1000) + this.skew;
  }
}
