"""New files, never in place of others."""

from pathlib import Path

from assistant.errors import WrongUseError


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        WrongUseError: it is there, or cannot be written; no part of it is left.
    """
    try:
        file = path.open("xb")
    except FileExistsError as error:
        raise WrongUseError(
            f"已经有文件“{path}”。", hint="请换一个名称或文件夹，原来的文件没有改动。"
        ) from error
    except OSError as error:
        raise _cannot_write(path, error) from error
    try:
        with file:
            file.write(content)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _cannot_write(path, error) from error


def make_folder(path: Path) -> None:
    """Make a folder where there is none.

    Raises:
        WrongUseError: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> WrongUseError:
    return WrongUseError(f"不能写入“{path}”：{error.strerror}。", hint="请换一个可以写入的文件夹。")
