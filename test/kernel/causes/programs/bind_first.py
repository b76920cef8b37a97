"""Binds before it connects to port 5000, until there is no port left, and lives on."""
import socket
import time
import traceback

kept = []
try:
    while True:
        one = socket.socket()
        one.bind(("127.0.0.1", 0))
        one.connect(("127.0.0.1", 5000))
        kept.append(one)
except OSError:
    traceback.print_exc()
time.sleep(60)
