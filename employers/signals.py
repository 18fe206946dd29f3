"""What upper packages listen to. Sent with the employer, inside the transaction that changed it."""

from blinker import Signal

standing_changed = Signal("an employer's state or the date it is verified until changed")
name_changed = Signal("an employer's name changed")
