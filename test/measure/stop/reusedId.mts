// Run as the first process of a process namespace, where the kernel can be told which id comes next
// (/proc/sys/kernel/ns_last_pid, pid_namespaces(7)): a server is looked at, ends, and another program
// gets its id before the signal.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createLinuxLook } from '../../../src/measure/stop/linuxLook';

const sleeper = (): ChildProcess => spawn('/bin/sleep', ['60'], { stdio: 'ignore' });

const first = sleeper();
const processId = first.pid!;
const look = createLinuxLook();
const seen = await look.look(processId, 1);
if (seen.kind === 'unavailable') throw new Error(JSON.stringify(seen));
first.kill('SIGKILL');
await once(first, 'exit');
// Its start counts in hundredths of a second.
await new Promise((resolve) => setTimeout(resolve, 50));

writeFileSync('/proc/sys/kernel/ns_last_pid', String(processId - 1));
const second = sleeper();
const told = await look.tell(processId, 'forced');
console.log(
  JSON.stringify({
    sameId: second.pid === processId,
    told,
    isAlive: second.exitCode === null && second.signalCode === null,
    isOver: look.isOver(processId),
  }),
);
second.kill('SIGKILL');
process.exit(0);
