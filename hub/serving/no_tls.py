"""TLS is the proxy's. Twisted loads OpenSSL whenever it is there, 6 MB that nobody uses; without it, it does not."""

import sys

sys.modules.setdefault("OpenSSL", None)  # type: ignore[arg-type]
