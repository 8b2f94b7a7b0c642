// Parses a URL without an exception.

/** An absolute URL; null for anything else. `URL.canParse` is newer than some browsers in use. */
export function parseUrl(text: unknown): URL | null {
  try {
    return typeof text === 'string' ? new URL(text) : null;
  } catch {
    return null;
  }
}
