"""The steps of an event (absorb, decide, deliver) and what people start by hand, as functions over Tools."""
