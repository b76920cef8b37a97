// A second order service on the port that server.js already has: it cannot start.
const http = require('node:http');

const server = http.createServer((request, response) => response.end('{}'));
server.listen(5000, '127.0.0.1');
