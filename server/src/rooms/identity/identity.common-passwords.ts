/**
 * Some 49,000 passwords that people use most, from what was stolen elsewhere (zxcvbn-ts, MIT, after the lists of SecLists): the list that NIST SP 800-63B §3.1.1.2
 * asks for. Loaded, some 7 MB, when the first password is chosen; no password leaves this process to be looked up.
 */
export const commonPasswords = (): Promise<ReadonlySet<string>> => {
  loading ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']));
  return loading;
};

let loading: Promise<ReadonlySet<string>> | undefined;
