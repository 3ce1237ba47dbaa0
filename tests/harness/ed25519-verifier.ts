/** Checks Ed25519 signatures with WebCrypto, sharing no code with the server: for resolving its DID logs independently. */
export const ed25519Verifier = {
  async verify(signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>, publicKey: Uint8Array<ArrayBuffer>): Promise<boolean> {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, signature, message);
  },
};
