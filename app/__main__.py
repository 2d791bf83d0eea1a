"""``python -m app`` and ``jiheng``: the window without words, the command line with them."""


def main() -> None:
    """Run the program and exit with its code."""
    from app.cli.main import run

    raise SystemExit(run())


if __name__ == "__main__":
    main()
