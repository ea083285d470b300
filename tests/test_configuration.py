"""The program starts only with a configuration that is fit for its purpose."""

import runpy
from pathlib import Path

import pytest

import config

GOOD = {
    "SUNSHINE_MODE": "production",
    "SUNSHINE_SECRET_KEY": "k" * 40,
    "SUNSHINE_DATA_KEY": "d" * 40,
    "SUNSHINE_HOSTS": "sunshine.example.cn",
    "SUNSHINE_PROXIES": "0",
}


def test_production_starts_with_keys_and_hosts() -> None:
    assert config.load(GOOD)["SESSION_COOKIE_SECURE"] is True


def test_a_fault_in_production_logs_no_values_of_a_statement() -> None:
    assert config.load(GOOD)["SQLALCHEMY_ENGINE_OPTIONS"]["hide_parameters"] is True


@pytest.mark.parametrize(
    "change",
    [
        {"SUNSHINE_SECRET_KEY": config.SAMPLE_KEY},
        {"SUNSHINE_SECRET_KEY": "short"},
        {"SUNSHINE_DATA_KEY": config.SAMPLE_KEY},
        {"SUNSHINE_DEBUG": "1"},
        {"SUNSHINE_HOSTS": ""},
        {"SUNSHINE_MODE": "prod"},
        {"SUNSHINE_ADDRESS": "https://sunshine.example.cn"},
        {"SUNSHINE_PROXIES": "one"},
        {"SUNSHINE_PROXIES": "-1"},
        {"SUNSHINE_PORT": ""},
        {"SUNSHINE_UPLOAD_MB": "1.5"},
        {"SUNSHINE_LOG": "xml"},
        {"SUNSHINE_METRICS_TOKEN": "short"},
        {"SUNSHINE_CAMERA_NETWORKS": "10.20.0.0/16, the hall"},
        {"SUNSHINE_EXCHANGE_NETWORKS": "the city"},
        {"SUNSHINE_SESSION_MINUTES": "half"},
        {"SUNSHINE_SECRETKEY": "a misspelt name"},
    ],
)
def test_production_refuses_to_start_with_an_unfit_setting(change: dict[str, str]) -> None:
    with pytest.raises(config.ConfigurationFault):
        config.load(GOOD | change)


def test_production_refuses_to_start_when_nobody_said_how_many_proxies_there_are() -> None:
    for told in ({}, {"SUNSHINE_PROXIES": ""}):
        settings = {name: value for name, value in GOOD.items() if name != "SUNSHINE_PROXIES"} | told
        with pytest.raises(config.ConfigurationFault, match="0 when browsers reach this program directly"):
            config.load(settings)
        assert config.load(settings | {"SUNSHINE_MODE": "demo", "SUNSHINE_PROXIES": "0"})


@pytest.mark.parametrize("name", config.SECRETS)
def test_a_secret_may_lie_in_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("s" * 40 + "\nnot this line\n")
    rest = {key: value for key, value in GOOD.items() if key != name}
    assert config.load(rest | {f"{name}_FILE": str(file)})[name] == "s" * 40
    with pytest.raises(config.ConfigurationFault, match="both set"):
        config.load(rest | {name: "t" * 40, f"{name}_FILE": str(file)})
    with pytest.raises(config.ConfigurationFault, match="cannot be read"):
        config.load(rest | {f"{name}_FILE": str(tmp_path / "away")})


def test_an_empty_file_holds_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    rest = {key: value for key, value in GOOD.items() if key != "SUNSHINE_SECRET_KEY"}
    with pytest.raises(config.ConfigurationFault, match="at least 32"):
        config.load(rest | {"SUNSHINE_SECRET_KEY_FILE": str(tmp_path / "secret")})


def test_an_https_address_behind_a_declared_proxy_is_fit() -> None:
    settings = GOOD | {"SUNSHINE_ADDRESS": "https://sunshine.example.cn", "SUNSHINE_PROXIES": "1"}
    assert config.load(settings)["SUNSHINE_PROXIES"] == "1"


def test_gunicorn_loads_the_program_once_and_keeps_signs_of_life_off_the_disk() -> None:
    told = runpy.run_path(str(config.ROOT / "gunicorn.conf.py"))
    assert told["preload_app"] is True and told["control_socket_disable"] is True
    assert told["worker_tmp_dir"] == (told["SHARED_MEMORY"] if Path(told["SHARED_MEMORY"]).is_dir() else None)


def test_every_setting_is_documented_with_its_default() -> None:
    page = (Path(__file__).parent.parent / "docs" / "configuration.md").read_text("utf-8")
    for name, (default, meaning) in config.SETTINGS.items():
        assert f"| `{name}` |" in page, name
        assert meaning in page, name
        if default and not default.startswith("/"):
            assert f"`{default}`" in page, name


def test_production_refuses_to_start_on_a_database_with_demo_passwords(tmp_path: Path) -> None:
    from flask_appbuilder.security.sqla.models import User
    from werkzeug.security import generate_password_hash

    from app import create_app
    from app.kernel.act import Channel, platform_act
    from app.kernel.guard import open_act
    from app.surfaces.database import db
    from seeds.people import PASSWORD

    settings = {
        "SUNSHINE_MODE": "production",
        "SUNSHINE_FOLDER": tmp_path,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'demo.db'}",
    }
    program = create_app(settings)
    with program.app_context():
        db.create_all()
        weak = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
        with open_act(platform_act(db.session(), Channel.COMMAND)):
            db.session.add(
                User(first_name="a", last_name="", username="admin", email="a@x", active=True, password=weak)
            )
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    with pytest.raises(config.ConfigurationFault, match="admin"):
        create_app(settings)
