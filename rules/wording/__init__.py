"""Conditions, findings and moves as sentences for people, in German and English."""
