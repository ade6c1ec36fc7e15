/** A failure that the operating system named, such as a full disk. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
