"""Settings in a `.env` file, as people write them; the environment goes first."""

from pathlib import Path

from adapters.configuration.environment import read_settings

SECRET = "a secret of more than 16 characters"


def test_a_file_may_export_comment_quote_and_leave_empty(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        f"# Laurel\nexport LAUREL_PORT=9000  # behind the proxy\nLAUREL_SECRET='{SECRET}'\n"
        'LAUREL_DATABASE_URL="postgresql+psycopg://laurel:a%40b$HOME#c@db/laurel"\nLAUREL_LOG=\n',
        "utf-8",
    )
    settings = read_settings({}, path)
    assert (settings.port, settings.secret, settings.log) == (9000, SECRET, "text")
    assert settings.database_url == "postgresql+psycopg://laurel:a%40b$HOME#c@db/laurel"


def test_the_environment_goes_before_the_file_and_no_file_is_needed(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("LAUREL_PORT=9000\n", "utf-8")
    assert read_settings({"LAUREL_PORT": "9001", "LAUREL_SECRET": SECRET}, path).port == 9001
    assert read_settings({"LAUREL_SECRET": SECRET}, tmp_path / "nothing.env").port == 8000
