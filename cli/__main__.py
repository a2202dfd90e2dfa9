"""`python -m cli` is `flipfunnel`."""

from cli.main import main

if __name__ == "__main__":
    main()
