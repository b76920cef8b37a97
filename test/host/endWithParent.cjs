// Preloaded into the VS Code server: it ends when the launcher has gone, however that happened
// (SIGKILL leaves the launcher no chance to stop it).
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 500).unref();
