"""How migrations run: online only, on the program's own connection, in one transaction."""

from alembic import context
from flask import current_app

extension = current_app.extensions["migrate"]


def skip_empty(_context, _revision, directives) -> None:
    """Write no migration when nothing has changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


with extension.db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=extension.db.metadata,
        process_revision_directives=skip_empty,
        **extension.configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
