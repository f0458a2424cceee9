"""Our account, role and content in Superset, as the files have them: run at every start, after Superset's own preparations.

What is ours is known by its UUID and made anew each time; what an office has made itself stays. Usage: prepare.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from superset.app import create_app
from superset_config import secret
from werkzeug.security import check_password_hash

ACCOUNT, ADDRESS = "admin", "admin@localhost"
VIEWERS = "Xem giảm nghèo"  # with Superset's Gamma: sees our data and dashboard, may make charts of its own
DATABASE = "Giảm nghèo"


def keep_account(password: str) -> None:
    """Its password is that of the file and its name ours, whatever they were changed to meanwhile."""
    from superset import security_manager

    account = security_manager.find_user(username=ACCOUNT)
    if account is None and (account := security_manager.find_user(email=ADDRESS)):
        account.username = ACCOUNT
        if security_manager.update_user(account) is False:
            raise SystemExit(f"Superset không đặt lại được tên {ACCOUNT} cho tài khoản có địa chỉ {ADDRESS}.")
    if account is None:
        role = security_manager.find_role("Admin")
        if not security_manager.add_user(ACCOUNT, "Quản trị", "hệ thống", ADDRESS, role, password):
            raise SystemExit("Superset không tạo được tài khoản admin.")
    elif not check_password_hash(account.password, password):
        security_manager.reset_password(account.id, password)


def keep_content(folder: Path) -> None:
    """As Superset's own import of assets does, over what has the same UUID."""
    from superset import security_manager
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    contents = {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.yaml")}
    with override_user(security_manager.find_user(username=ACCOUNT)):
        ImportAssetsCommand(contents).run()


def keep_viewers() -> None:
    from superset import db, security_manager
    from superset.models.core import Database

    database = db.session.query(Database).filter_by(database_name=DATABASE).one()
    role = security_manager.add_role(VIEWERS)
    permission = security_manager.add_permission_view_menu("database_access", database.perm)
    security_manager.add_permission_role(role, permission)
    db.session.commit()


def main(folder: Path) -> None:
    with create_app().app_context():
        keep_account(secret("SUPERSET_ADMIN_PASSWORD_FILE"))
        keep_content(folder)
        keep_viewers()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
