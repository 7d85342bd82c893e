"""Where private keys are: outside every workspace, in a folder of the user's or in the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.store.durable import sync_folder
from assay.store.signing import Signer, seed_from_text, signer_from_pem, signer_from_seed

KEY_VARIABLE = "ASSAY_SIGNING_KEY"
"""Environment variable with a raw key: a 32-byte seed in hexadecimal or base64."""
FOLDER_VARIABLE = "ASSAY_KEY_FOLDER"
"""Environment variable with the folder of key files."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The private keys that this person can use."""

    folder: Path
    """Folder with one file ``<fingerprint>.pem`` a key, mode 0600."""

    def find(self, fingerprint: str) -> Signer | None:
        """The key with this fingerprint, from the environment or the folder; None when neither has it.

        Raises
        ------
        InputError
            ``key.unreadable`` when there is a key but it cannot be read.
        NotPermitted
            ``key.unreadable_file`` when the file may not be read.
        """
        given = environment_signer()
        if given is not None and given.fingerprint == fingerprint:
            return given
        path = self.path(fingerprint)
        try:
            pem = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NotPermitted(
                "key.unreadable_file",
                f"The key file {path} cannot be read: {error}.",
                "Make it readable for you alone.",
            ) from None
        signer = signer_from_pem(pem)
        if signer.fingerprint != fingerprint:
            raise InputError(
                "key.unreadable",
                f"The file {path} holds another key ({signer.fingerprint}).",
                "Put the right key there.",
            )
        return signer

    def path(self, fingerprint: str) -> Path:
        """Where the key's file is, or would be."""
        return self.folder / f"{fingerprint}.pem"

    def keep(self, signer: Signer) -> Path:
        """Write the key to its file (mode 0600), durable; a file that is there already is left as it is."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.path(signer.fingerprint)
        if path.exists():
            return path
        partial = path.with_suffix(f".{os.getpid()}.partial")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(signer.pem())
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        sync_folder(self.folder)
        return path

    def missing(self, fingerprint: str) -> WorkspaceError:
        """What to say when appending needs a key that is not here."""
        return WorkspaceError(
            "key.missing",
            f"The signing key {fingerprint} of this workspace is not here, so nothing can be appended; "
            "reading and verifying work without it.",
            f"Copy {fingerprint}.pem into {self.folder} from the machine where the workspace was made (or from your "
            f"backup of keys), name its folder in {FOLDER_VARIABLE}, or set {KEY_VARIABLE} to its seed.",
        )


def keyring(folder: Path | None, *, workspace: Path) -> Keyring:
    """The keyring in ``folder``, else in ASSAY_KEY_FOLDER, else in the user's data folder.

    Raises
    ------
    NotPermitted
        ``key.inside_workspace``: a key beside the records it signs proves nothing.
    """
    chosen = (folder or _default_folder()).expanduser().resolve()
    if chosen.is_relative_to(workspace.resolve()):
        raise NotPermitted(
            "key.inside_workspace",
            f"The key folder {chosen} is inside the workspace {workspace}.",
            f"Name a folder outside of it, for example in {FOLDER_VARIABLE}.",
        )
    return Keyring(chosen)


def environment_signer() -> Signer | None:
    """The key in ASSAY_SIGNING_KEY, if it is set.

    Raises
    ------
    InputError
        ``key.unreadable``: that the variable is wrong, not what it holds.
    """
    text = os.environ.get(KEY_VARIABLE)
    try:
        return signer_from_seed(seed_from_text(text)) if text else None
    except InputError as error:
        what = f"{KEY_VARIABLE} holds no key. {error.problems[0].what}"
        fix = "Set it to the 32-byte seed of the key in hexadecimal or base64, or unset it to use the key file."
        raise InputError("key.unreadable", what, fix) from None


def _default_folder() -> Path:
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("assay", appauthor=False) / "keys"
