"""Whether this process is on its way out. A load balancer asks, and sends new readers elsewhere."""

import threading

leaving = threading.Event()
