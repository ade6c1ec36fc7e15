// @ts-check
/**
 * What this build of the editor says about native add-ons it was installed without, and about services it cannot reach.
 * @param {string} line
 */
export function isEditorNoise(line) {
  return /spdlog|watchdog|Service Worker|vsda|open-vsx|sqlite|kerberos|GitHub auth/i.test(line);
}
