"""The organisation's signature on a file: PAdES (B-B) with pyHanko.

pyHanko takes seconds to import: only the worker and the tests import this module. The web process
compares hashes instead (`letters.queries.find_by_sha256`).
"""

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509 import Certificate
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from config import Settings, SettingsError
from letters.certificate import demo_certificate
from letters.content import LetterContent

FIELD_NAME = "ChuKySo"
DIGEST = "sha256"
BYTES_RESERVED = 24_576  # digits for signature and certificates; unused ones stay zeros


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What a file's signature proves. `is_intact`: nothing changed since; `is_trusted`: ours."""

    is_intact: bool
    is_trusted: bool
    signer_name: str = ""
    signed_at: datetime | None = None


UNSIGNED = SignatureCheck(is_intact=False, is_trusted=False)


class _TimedSigner(signers.PdfSigner):
    """Signs with the time it is told, which is that of issue, not of the wall clock."""

    def __init__(self, at: datetime, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def init_signing_session(self, *args: Any, **options: Any) -> Any:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


class _OpenKey(signers.Signer):
    """Signs with a key that stays open: pyHanko's own opens and checks it each time, for 100 ms."""

    def __init__(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, **options: Any) -> None:
        super().__init__(**options)
        self.key = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if digest_algorithm != DIGEST or dry_run:
            raise ValueError(f"only real signatures with {DIGEST}")
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), SHA256())
        return self.key.sign(data, ec.ECDSA(SHA256()))


class OrganisationSigner:
    """Signs files with one certificate and its key, and checks such signatures.

    Raises: ValueError where the PKCS#12 bytes do not open with the password, or hold no certificate
    with an RSA or elliptic key.
    """

    def __init__(self, content: bytes, password: str) -> None:
        key, certificate, others = pkcs12.load_key_and_certificates(
            content, password.encode() or None
        )
        if certificate is None or not isinstance(
            key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
        ):
            raise ValueError("no certificate with an RSA or elliptic key")
        self._chain = [_for_pyhanko(one) for one in (certificate, *others)]
        self._signer = _OpenKey(key, signing_cert=self._chain[0])
        self._signer.cert_registry.register_multiple(self._chain[1:])

    def __call__(self, file: bytes, content: LetterContent) -> bytes:
        """Return `file` signed, at the time of issue. Raises ValueError before issue."""
        if content.stamp is None:
            raise ValueError("only an issued letter is signed")
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD_NAME,
            md_algorithm=DIGEST,
            subfilter=fields.SigSeedSubFilter.PADES,
            name=content.letterhead.name,
            reason=f"Ban hành văn bản số {content.full_number}",
            location=content.letterhead.place,
        )
        out = _TimedSigner(content.stamp.issued_at, meta, self._signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(file)), bytes_reserved=BYTES_RESERVED
        )
        return bytes(out.getbuffer())

    def verify(self, file: bytes) -> SignatureCheck:
        """Check the one signature of a file against the chain of this certificate."""
        try:
            found = PdfFileReader(io.BytesIO(file)).embedded_signatures
        except PdfReadError:
            return UNSIGNED
        if len(found) != 1:
            return UNSIGNED
        roots = [one for one in self._chain if one.self_issued]
        context = ValidationContext(trust_roots=roots, other_certs=self._chain)
        status = validate_pdf_signature(found[0], context)
        is_whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        is_unchanged = status.modification_level == ModificationLevel.NONE
        return SignatureCheck(
            is_intact=status.intact and status.valid and is_whole and is_unchanged,
            is_trusted=status.trusted,
            signer_name=str(status.signing_cert.subject.native.get("common_name", "")),
            signed_at=status.signer_reported_dt,
        )


def _for_pyhanko(certificate: Any) -> x509.Certificate:
    plain: Certificate = getattr(certificate, "certificate", certificate)
    return x509.Certificate.load(plain.public_bytes(Encoding.DER))


@cache
def load_signer(settings: Settings) -> OrganisationSigner:
    """Return the signer of this installation, opened once a process.

    Raises: SettingsError where there is no certificate (only a demo makes its own) or it does not
    open.
    """
    path, password = settings.certificate_path, settings.certificate_password
    if path is None:
        if not settings.is_demo:
            raise SettingsError("Thiếu CERTIFICATE_PATH: tệp PKCS#12 của cơ quan để ký văn bản.")
        folder = settings.data_dir / "certificates"
        path, password = demo_certificate(folder, settings.alliance_name), ""
    try:
        return OrganisationSigner(path.read_bytes(), password)
    except (OSError, ValueError) as error:
        raise SettingsError(
            "Không mở được tệp chứng thư. Kiểm tra CERTIFICATE_PATH và CERTIFICATE_PASSWORD."
        ) from error
