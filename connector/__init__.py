"""HubSpot, in and out: the one gateway to its API and the one reader of its webhooks; budget and open-transaction check are handed in."""
