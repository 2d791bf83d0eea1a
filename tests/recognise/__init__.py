"""Tests of recognising: grids of text become records with their sources."""
