"""Forms as OFD (GB/T 33190-2016), the state's own format for documents whose pages are fixed."""

from app.writers.ofd.document import ofd_bytes, write_ofd

__all__ = ["ofd_bytes", "write_ofd"]
