const fileNamePattern = /^[A-Za-z0-9._\-+ ]+$/;

/** Letters, digits, `. _ - +` and blanks. */
export function isFileName(text: string): boolean {
  return fileNamePattern.test(text);
}

/** True for what would leave its folder when taken as a path. */
export function traverses(path: string): boolean {
  return /(^|[/\\])\.\.([/\\]|$)/.test(path) || path.startsWith('/');
}

/** Ruby's `URI.encode_uri_component`: everything but letters, digits and `* - . _`. */
export function encodeComponent(text: string): string {
  return encodeBytes(text, /[A-Za-z0-9*\-._]/);
}

/** Ruby's `CGI.escape`: blanks become `+`, `~` stays. */
export function cgiEscape(text: string): string {
  return encodeBytes(text, /[A-Za-z0-9_.\-~]/).replaceAll('%20', '+');
}

function encodeBytes(text: string, plain: RegExp): string {
  let result = '';
  for (const byte of Buffer.from(text)) {
    const char = String.fromCharCode(byte);
    result +=
      byte < 0x80 && plain.test(char)
        ? char
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}
