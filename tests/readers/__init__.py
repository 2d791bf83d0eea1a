"""Tests of the readers: files of every kind become grids of located text."""
