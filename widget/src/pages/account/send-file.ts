/** As `POST /account/import` answers. */
export interface ImportReport {
  readonly added: number;
  readonly merged: number;
  readonly unchanged: number;
  readonly left: number;
  readonly leftLines: readonly { readonly line: number; readonly because: string }[];
}

/** Sends an export file as it lies on disk, without reading it into memory. @throws an error with the server's code and sentences; `network` */
export async function sendFile(file: File): Promise<ImportReport> {
  const response = await fetch('/account/import', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: file,
  }).catch((cause: unknown) => {
    throw Object.assign(new Error('The server cannot be reached', { cause }), { code: 'network' });
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer as ImportReport;
  const { title, detail, code, requestId } = answer as { title: string; detail?: string; code: string; requestId: string };
  throw Object.assign(new Error(title), { code, hint: detail, requestId });
}
