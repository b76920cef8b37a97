// The order service: answers every request on port 5000.
const http = require('node:http');

const port = 5000;
let answered = 0;

const server = http.createServer((request, response) => {
  answered += 1;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ order: answered, state: 'shipped' }));
});

server.listen(port, '127.0.0.1', () => {
  console.log(`Orders on http://127.0.0.1:${port}`);
});

// Started by client.js, it ends with it.
process.on('disconnect', () => process.exit());
