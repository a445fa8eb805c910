"""Answers to questions: scales, labels, reversed items, and the exports of survey tools."""
