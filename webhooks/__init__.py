"""The public receiver: verify the signature, keep the delivery, answer."""
