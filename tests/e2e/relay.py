"""A relay between an adapter and the gateway that stops at a stated point, as a network does."""

import socket
import threading


class Relay:
    """Passes bytes both ways until `hold()` is true before the adapter's next bytes go on.

    From then on nothing reaches the gateway any more, and `held` is set: what the adapter sent
    before is all the gateway will ever know of it.
    """

    def __init__(self, port, hold):
        self.held = threading.Event()
        self.passed = 0  # bytes from adapter to gateway
        self._target = port
        self._hold = hold
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self):
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self):
        while True:
            try:
                adapter, _ = self._listener.accept()
            except OSError:
                return
            gateway = socket.create_connection(("127.0.0.1", self._target))
            self._open += [adapter, gateway]
            for source, target, forward in ((adapter, gateway, True), (gateway, adapter, False)):
                threading.Thread(
                    target=self._pump, args=(source, target, forward), daemon=True
                ).start()

    def _pump(self, source, target, forward):
        try:
            while data := source.recv(16_384):
                if forward:
                    if self.held.is_set() or self._hold():
                        self.held.set()
                        return
                    self.passed += len(data)
                target.sendall(data)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.close()
        for connection in self._open:
            connection.close()
