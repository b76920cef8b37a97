/**
 * Imported before all else. Chromium on Linux names its language `en-US@posix` where the locale is C
 * (`LANG=C.UTF-8` with locales installed); `Intl` refuses that tag, uPlot passes it on while it is
 * loaded, and the panel would stay blank. The page's own language, which the editor set, is right.
 */
function isValid(tag: string): boolean {
  try {
    Intl.getCanonicalLocales(tag);
    return true;
  } catch {
    return false;
  }
}

if (!isValid(navigator.language)) {
  const { lang } = document.documentElement;
  Object.defineProperty(navigator, 'language', { value: isValid(lang) ? lang : 'en' });
}
