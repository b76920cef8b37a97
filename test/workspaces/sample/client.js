// Asks the order service for 40 orders a second, each over a connection of its own.
const { fork } = require('node:child_process');
const { readFileSync } = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');

const callsPerSecond = 40;
const port = 5000;
let calls = 0;

function getOrder() {
  // An agent for every call keeps nothing alive from one call to the next. Destroying it closes
  // the connection from this side, so its port waits here, in TIME_WAIT.
  const agent = new http.Agent({ keepAlive: true });
  const request = http.get({ host: '127.0.0.1', port, path: '/orders/1', agent }, (response) => {
    response.resume();
    response.on('end', () => {
      calls += 1;
      agent.destroy();
    });
  });
  return request;
}

/** Starts server.js with this program, if nothing answers on its port yet. */
function withServer(start) {
  const probe = net.connect(port, '127.0.0.1');
  probe.on('connect', () => {
    probe.destroy();
    start();
  });
  probe.on('error', () => {
    const server = fork(path.join(__dirname, 'server.js'), { execArgv: [] });
    const retry = setInterval(() => {
      const again = net.connect(port, '127.0.0.1');
      again.on('error', () => {});
      again.on('connect', () => {
        again.destroy();
        clearInterval(retry);
        start();
      });
    }, 100);
    server.on('exit', () => clearInterval(retry));
  });
}

/** One line for those who wait for an error that will not come. */
function sayWhetherItFails() {
  let ports;
  try {
    const range = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim();
    const [first, last] = range.split(/\s+/).map(Number);
    ports = last - first + 1;
  } catch {
    console.log(`Nothing will fail here: ${callsPerSecond} connections a second are too few for this system's ports.`);
    return;
  }
  const waiting = callsPerSecond * 60; // Linux keeps a closed connection for 60 s
  if (waiting < ports) {
    console.log(`Nothing will fail here: at most ${waiting} ports wait at a time, and this machine has ${ports}.`);
  }
}

withServer(() => {
  sayWhetherItFails();
  const start = Date.now();
  setInterval(getOrder, 1000 / callsPerSecond);
  setInterval(() => {
    console.log(`${Math.round((Date.now() - start) / 1000)} s: ${calls} orders`);
  }, 1000);
});
