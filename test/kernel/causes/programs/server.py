"""A server that does not set SO_REUSEADDR and serves one call, at port 8000."""
import socketserver


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"hello\n")


with socketserver.TCPServer(("127.0.0.1", 8000), Handler) as server:
    print("listening", flush=True)
    server.handle_request()
