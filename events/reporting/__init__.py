"""Reporting rounds: addressees are asked by a link what they did, and a curator reads it."""
