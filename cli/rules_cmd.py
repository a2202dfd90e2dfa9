"""`flipfunnel rules`: look at a rulebook without running it."""

import typer

from cli import rules_check_cmd, rules_init_cmd, rules_reference_cmd, rules_test_cmd, rules_write_cmd

app = typer.Typer(no_args_is_help=True, help="Look at a rulebook without running it.")
app.command("check", epilog="Example:  flipfunnel rules check my-rulebook.yaml --strict")(
    rules_check_cmd.check
)
app.command("test", epilog="Example:  flipfunnel rules test my-rulebook.yaml")(rules_test_cmd.play)
rules_init_cmd.register(app)
rules_write_cmd.register(app)
app.command("reference", epilog="Example:  flipfunnel rules reference docs/rulebook.md")(
    rules_reference_cmd.show
)


@app.callback()
def group() -> None:
    """Keeps `rules` a group while it has one command only."""
