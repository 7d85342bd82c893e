"""``assay schema``: the JSON Schema of the plan."""

import typer

from assay.cli import options

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def schema(out: options.Out = None) -> None:
    """Print the JSON Schema of the plan, for editors and checks.

    Example: assay schema --out plan.schema.json
    """
    import orjson

    from assay.cli.outputs import write_whole
    from assay.cli.show import show
    from assay.plans.schema import plan_schema

    if out is None:
        show(plan_schema())
        return
    write_whole(out, orjson.dumps(plan_schema(), option=orjson.OPT_INDENT_2) + b"\n")
    show(f"{out} written.")
