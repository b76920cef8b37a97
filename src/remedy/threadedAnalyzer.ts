import { Worker } from 'node:worker_threads';
import type { Analyzer } from './analyzer';
import type { Analysis, AnalysisContext } from './finding';

/** What the thread is started with. */
export interface ThreadData {
  readonly grammarsDir: string;
  /** The sentences of the editor's language, as `@vscode/l10n` takes them. */
  readonly sentences: Readonly<Record<string, string>>;
}

export interface AnalysisRequest {
  readonly id: number;
  readonly text: string;
  readonly languageId: string;
  readonly context: AnalysisContext;
}

export interface AnalysisAnswer {
  readonly id: number;
  readonly analysis: Analysis;
}

export interface ThreadedAnalyzerOptions extends ThreadData {
  /** The bundle of analyzerThread.ts. */
  readonly script: string;
  /** Answers where no thread can be started, or the thread ends. */
  readonly fallback: Pick<Analyzer, 'analyze'>;
  readonly log: (message: string) => void;
}

/**
 * An analyzer whose work is done in a thread, so that many files do not hold up whoever asks. The
 * thread is started with the first request and ends with `dispose`. Never rejects.
 */
export function createThreadedAnalyzer(
  options: ThreadedAnalyzerOptions,
): Pick<Analyzer, 'analyze' | 'dispose'> {
  const { script, grammarsDir, sentences, fallback, log } = options;
  const waiting = new Map<number, (analysis: Analysis | undefined) => void>();
  let worker: Worker | undefined;
  let hasFailed = false;
  let lastId = 0;

  /** Whoever waits is answered by the fallback. */
  const giveUp = (reason: string): void => {
    if (!hasFailed) log(`The analysis goes on without a thread of its own: ${reason}`);
    hasFailed = true;
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  };
  const start = (): Worker | undefined => {
    try {
      const started = new Worker(script, {
        workerData: { grammarsDir, sentences } satisfies ThreadData,
      });
      started.unref(); // it must not keep a process alive
      started.on('message', ({ id, analysis }: AnalysisAnswer) => {
        waiting.get(id)?.(analysis);
        waiting.delete(id);
      });
      started.on('error', (error) => {
        giveUp(String(error));
      });
      started.on('exit', (code) => {
        if (worker === started) giveUp(`it ended with ${code}`);
      });
      return started;
    } catch (error) {
      giveUp(String(error));
      return undefined;
    }
  };

  const analyze: Analyzer['analyze'] = async (text, languageId, context = {}) => {
    if (!hasFailed) worker ??= start();
    const thread = hasFailed ? undefined : worker;
    const analysis = await new Promise<Analysis | undefined>((resolve) => {
      if (thread === undefined) {
        resolve(undefined);
        return;
      }
      const id = ++lastId;
      waiting.set(id, resolve);
      thread.postMessage({ id, text, languageId, context } satisfies AnalysisRequest);
    });
    return analysis ?? fallback.analyze(text, languageId, context);
  };
  const dispose = (): void => {
    const thread = worker;
    worker = undefined;
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
    void thread?.terminate();
  };
  return { analyze, dispose };
}
