/** Whether the page follows the present, or stands still so that it can be read and looked back in. */

export interface Playback {
  readonly paused: boolean;
  /** What has happened since the pause that the reader should know of; undefined: nothing. */
  readonly news: string | undefined;
  pause(): void;
  resume(): void;
  /** Tells the news, once, while paused. */
  tell(news: string): void;
  onChange(listener: () => void): void;
}

export function createPlayback(): Playback {
  const listeners: (() => void)[] = [];
  let paused = false;
  let news: string | undefined;
  const change = (next: boolean, nextNews: string | undefined) => {
    if (next === paused && nextNews === news) {
      return;
    }
    paused = next;
    news = nextNews;
    for (const listener of listeners) {
      listener();
    }
  };
  return {
    get paused() {
      return paused;
    },
    get news() {
      return news;
    },
    pause: () => {
      change(true, news);
    },
    resume: () => {
      change(false, undefined);
    },
    tell: (next) => {
      if (paused) {
        change(true, next);
      }
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
