/** Text for VS Code's notifications, where process names and paths are part of the sentence. */

/**
 * The text with its links made plain. A notification turns `[label](command:…)` and the like into
 * something to click (parseLinkedText in vscode/src/vs/base/common/linkedText.ts), and a program may
 * choose such a name for itself: a space between the brackets takes the meaning and leaves the words.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
