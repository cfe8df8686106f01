/** One `-----BEGIN …-----` of a text. */
export interface PemBlock {
  /** `CERTIFICATE`, `ENCRYPTED PRIVATE KEY`. */
  readonly label: string;
  /** In lines, as OpenSSL wants it. */
  readonly pem: string;
}

const LINE = 64;

/**
 * The blocks of a text in their order. A property file may have all of a block on one line, or `\n` written
 * out; what stands between blocks is left out.
 */
export function pemBlocks(text: string): readonly PemBlock[] {
  const pattern = /-----BEGIN ([A-Z0-9 ]+)-----([^]*?)-----END \1-----/g;
  const blocks: PemBlock[] = [];
  for (const [whole, label = '', body = ''] of text.replaceAll('\\n', '\n').matchAll(pattern)) {
    // Keys of old carry headers (`Proc-Type`), whose lines mean something.
    blocks.push({ label, pem: body.includes(':') ? `${whole}\n` : wrapped(label, body) });
  }
  return blocks;
}

export function isCertificate({ label }: PemBlock): boolean {
  return /^(?:X509 |TRUSTED )?CERTIFICATE$/.test(label);
}

export function isPrivateKey({ label }: PemBlock): boolean {
  return label.endsWith('PRIVATE KEY');
}

export function isEncrypted({ label, pem }: PemBlock): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || pem.includes('Proc-Type: 4,ENCRYPTED');
}

function wrapped(label: string, body: string): string {
  const data = body.replace(/\s+/g, '');
  const lines = data.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
