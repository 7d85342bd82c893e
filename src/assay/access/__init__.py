"""Who may do what: roles, passwords, throttles, how long sessions and links hold.

In: words and numbers. Out: permissions, hashes, and the moment until which something holds.
May import `store` and `core`; knows no page and no request.
"""
