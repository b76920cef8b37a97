/**
 * An analyzer in a thread of its own, a bundle by itself: started by threadedAnalyzer.ts with what it
 * needs as `workerData`, it answers each request with an analysis, in order.
 */
import { parentPort, workerData } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { createAnalyzer } from './analyzer';
import type { AnalysisAnswer, AnalysisRequest, ThreadData } from './threadedAnalyzer';

const { grammarsDir, sentences } = workerData as ThreadData;
l10n.config({ contents: { ...sentences } });
const analyzer = createAnalyzer({ grammarsDir });

parentPort?.on('message', ({ id, text, languageId, context }: AnalysisRequest) => {
  void analyzer.analyze(text, languageId, context).then((analysis) => {
    parentPort?.postMessage({ id, analysis } satisfies AnalysisAnswer);
  });
});
