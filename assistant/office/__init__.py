"""The office: what several people share beside the library.

Office ─┬─ Assistant       the library and everything that can be asked of it
        ├─ people          accounts, sessions, keys, rights
        ├─ conversations   questions and their answers, feedback, enquiries, gaps
        ├─ uploads         files on their way into the library
        └─ audit           who did what
"""

from assistant.office.office import Office

__all__ = ["Office"]
