// Stands in for @vscode/spdlog, which would have to be compiled: it writes the editor's log files.
// Without it the editor prints an error for every log, and VS Code 1.82 spins for ever in flush().
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  level = levels.indexOf('info');

  constructor(name, file) {
    this.name = name;
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  write(level, text) {
    if (levels.indexOf(level) < this.level) return;
    try {
      appendFileSync(this.file, `${new Date().toISOString()} [${level}] ${text}\n`);
    } catch {
      // The folder of a finished run is removed while its last processes end.
    }
  }

  getLevel() {
    return this.level;
  }
  setLevel(level) {
    this.level = level;
  }
}

/** Nothing is formatted and nothing is held back. */
const nothing = () => undefined;
for (const name of ['setPattern', 'clearFormatters', 'flush', 'drop']) {
  Logger.prototype[name] = nothing;
}
for (const level of levels) {
  Logger.prototype[level] = function (text) {
    this.write(level, text);
  };
}

exports.version = 0;
exports.setLevel = nothing;
exports.setFlushOn = nothing;
exports.shutdown = nothing;
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger(name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
